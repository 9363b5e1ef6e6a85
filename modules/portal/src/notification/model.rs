//! What a resident was told, as his phone lists it.

use kernel::Instant;
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which part of the list.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct AskNotifications {
    /// The cursor behind which it begins.
    #[schemars(length(max = 400))]
    pub after: Option<String>,
}

/// One thing he was told.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NotificationLine {
    /// What was said.
    pub text: String,
    /// What it is about.
    pub title: String,
    /// The number of the case, when it is his to see.
    pub number: Option<String>,
    /// The case, when it is his to see.
    pub case_id: Option<CaseId>,
    /// Whether it tells of bills to be paid.
    pub is_of_bills: bool,
    /// Whether it tells of something many have.
    pub is_of_many: bool,
    /// When.
    pub at: Instant,
    /// Whether he has read it.
    pub is_read: bool,
}

/// What he was told, latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NotificationLines {
    /// The lines.
    pub rows: Vec<NotificationLine>,
    /// The cursor of what is older.
    pub next: Option<String>,
}
