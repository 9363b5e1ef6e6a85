//! The ids of this module's nouns.

use kernel::{Id, Noun};

/// How one signs in.
#[derive(Debug)]
pub struct Account;
impl Noun for Account {
    const PREFIX: &'static str = "account";
}
/// The id of an account.
pub type AccountId = Id<Account>;

/// One signed-in device.
#[derive(Debug)]
pub struct Session;
impl Noun for Session {
    const PREFIX: &'static str = "session";
}
/// The id of a session.
pub type SessionId = Id<Session>;

/// A personal key for the API.
#[derive(Debug)]
pub struct Token;
impl Noun for Token {
    const PREFIX: &'static str = "token";
}
/// The id of a token.
pub type TokenId = Id<Token>;

/// A role over a unit for one account.
#[derive(Debug)]
pub struct Granted;
impl Noun for Granted {
    const PREFIX: &'static str = "grant";
}
/// The id of a grant.
pub type GrantId = Id<Granted>;

/// The topic of everything that may change what somebody may do; the gate forgets what it knew.
pub const ACCESS: &str = "access";
