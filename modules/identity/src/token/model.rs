//! A token and what is asked to make one.

use kernel::{Date, Instant};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{AccountId, TokenId};

/// A token as the table holds it, without its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct TokenRow {
    /// The token.
    pub id: TokenId,
    /// Whose.
    pub account_id: AccountId,
    /// What it is for.
    pub name: String,
    /// The names of the permissions it may use, as a JSON list.
    pub scopes: String,
    /// When it was made.
    pub created_at: Instant,
    /// From when on it is worth nothing.
    pub expires_at: Instant,
}

/// A new token.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddToken {
    /// What it is for.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The names of the permissions it may use; everything its owner may when left out.
    #[schemars(length(max = 500))]
    pub scopes: Option<Vec<String>>,
    /// The last day it works, at most a year from now; 90 days when left out.
    pub until_on: Option<Date>,
}

/// One token.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisToken {
    /// The token.
    pub id: TokenId,
}

/// A token that was made. The secret is told this once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Made {
    /// The token.
    pub id: TokenId,
    /// The secret, to be sent as `Authorization: Bearer …`.
    pub token: String,
}

/// The token that was revoked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TokenDone {
    /// The token.
    pub id: TokenId,
}

/// The tokens of one's own account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OwnTokens {
    /// Newest first.
    pub tokens: Vec<TokenRow>,
}
