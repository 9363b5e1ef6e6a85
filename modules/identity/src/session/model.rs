//! A session and what is asked to open one.

use kernel::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{AccountId, SessionId};

/// One signed-in device as the table holds it, without its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct SessionRow {
    /// The session.
    pub id: SessionId,
    /// Whose.
    pub account_id: AccountId,
    /// What kind of device, as it said itself.
    pub device: String,
    /// From which address it was opened.
    pub address: String,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last used, to the hour.
    pub seen_at: Instant,
    /// When it ends whatever happens.
    pub expires_at: Instant,
}

/// What is typed at sign-in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignIn {
    /// The log-in name.
    #[schemars(length(min = 1, max = 40))]
    pub login: String,
    /// The password.
    #[schemars(length(min = 1, max = 200), extend("x-kind" = "secret"))]
    pub password: String,
    /// The code of the second factor, when the account has one.
    #[schemars(length(max = 10))]
    pub totp_code: Option<String>,
    /// Where to go then, within this site.
    #[schemars(length(max = 500))]
    pub next: Option<String>,
    /// What kind of device it is.
    #[schemars(length(max = 200))]
    pub device: Option<String>,
}

/// What was found right before the transaction.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Proven {
    /// Whose password it was.
    pub account_id: AccountId,
    /// The step of time of the code of the second factor.
    pub totp_step: Option<i64>,
    /// When the try was noted that turned out right: it does not count.
    pub tried_at: Instant,
    /// Where to go then.
    pub next: Option<String>,
    /// What kind of device it is.
    pub device: Option<String>,
}

/// A session that was opened.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Opened {
    /// The session.
    pub id: SessionId,
    /// Where to go now.
    pub next: String,
    /// The secret that the door keeps on the device.
    #[serde(rename = "_session")]
    pub session: String,
}

/// A session that was ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// Nothing: the door takes the secret off the device.
    #[serde(rename = "_session")]
    pub session: Option<String>,
}

/// Nothing is asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// One session.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisSession {
    /// The session.
    pub id: SessionId,
}

/// The session that was ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SessionDone {
    /// The session.
    pub id: SessionId,
}

/// The other devices that were signed out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OthersEnded {
    /// How many.
    pub ended: u64,
}

/// Where the sign-in page leads.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignInPage {
    /// Where to go then, within this site.
    #[schemars(length(max = 500))]
    pub next: Option<String>,
    /// The log-in name typed before.
    #[schemars(length(max = 40))]
    pub login: Option<String>,
}

/// The first start of a company.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetUp {
    /// The company's name.
    #[schemars(length(min = 1, max = 60))]
    pub company: String,
    /// The name of a first community.
    #[schemars(length(max = 60))]
    pub community: Option<String>,
    /// The administrator's name.
    #[schemars(length(min = 1, max = 50), extend("x-label" = "field-administrator"))]
    pub name: String,
    /// The administrator's log-in name.
    #[schemars(length(min = 2, max = 40))]
    pub login: String,
    /// His password.
    #[schemars(length(min = 1, max = 200), extend("x-kind" = "secret"))]
    pub password: String,
}
