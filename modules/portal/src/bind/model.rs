//! What is asked to bind an account.

use kernel::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A code, what its owner knows of himself, and – for a first account – how he will sign in.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Bind {
    /// The code he was given: `K7QM-3XRT`.
    #[schemars(length(min = 4, max = 20))]
    pub invitation_code: String,
    /// The last four digits of the number the office has of him.
    #[schemars(length(min = 4, max = 4))]
    pub phone_tail: String,
    /// The name he will sign in with; not asked of whoever is signed in.
    #[schemars(length(min = 2, max = 40))]
    pub login: Option<String>,
    /// His password.
    #[schemars(length(min = 1, max = 200), extend("x-kind" = "secret"))]
    pub new_password: Option<String>,
}

/// The same, with the password's argon2id string in its place.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Proven {
    /// The code.
    pub invitation_code: String,
    /// The last four digits.
    pub phone_tail: String,
    /// The name he will sign in with.
    pub login: Option<String>,
    /// The argon2id string.
    pub hash: Option<String>,
    /// When this try was counted.
    pub tried_at: Instant,
}

/// An account was bound.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Bound {
    /// The session of the new account; absent when he was signed in already.
    #[serde(rename = "_session", skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}
