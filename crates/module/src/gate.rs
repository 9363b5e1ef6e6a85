//! How a door learns who knocks. One module answers; the platform does not know how.

use std::sync::Arc;

use kernel::{Actor, Result};

use crate::{handler::Boxed, platform::Platform};

/// What a caller shows.
#[derive(Clone)]
pub enum Proof {
    /// Nothing.
    None,
    /// The value of the session cookie.
    Session(String),
    /// A personal access token.
    Token(String),
}

/// Turns a proof into an actor with his roles; an unknown or ended proof makes nobody of him.
pub trait Gate: Send + Sync {
    /// Who shows this, coming from this address.
    fn actor<'a>(&'a self, platform: &'a Arc<Platform>, proof: Proof, from: &'a str) -> Boxed<'a, Result<Actor>>;

    /// The system itself under a name, with every permission over every organisation unit.
    fn system<'a>(&'a self, platform: &'a Arc<Platform>, name: &'a str) -> Boxed<'a, Result<Actor>>;
}
