//! A line for one person that something waits for him.

use kernel::{Id, Instant, Noun};
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line for one person that something waits for him.
#[derive(Debug)]
pub struct Notification;
impl Noun for Notification {
    const PREFIX: &'static str = "notification";
}
/// The id of a notification.
pub type NotificationId = Id<Notification>;

/// A row of the table.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct NotificationRow {
    pub id: NotificationId,
    pub case_id: CaseId,
    pub number: String,
    pub title: String,
    pub text_zh: String,
    pub text_en: String,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

/// A notification as its recipient sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationLine {
    /// The notification.
    pub id: NotificationId,
    /// The case it is about.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// What is said.
    pub text: String,
    /// When.
    pub at: Instant,
    /// When it was read.
    pub read_at: Option<Instant>,
}

/// Which of one's own notifications.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct NotificationFilter {
    /// Only those that were not read yet.
    pub unread: Option<bool>,
}

/// Notifications to be marked as read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReadNotifications {
    /// One of them; all when left out.
    pub id: Option<NotificationId>,
}

/// How many were marked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReadDone {
    /// How many.
    pub count: u64,
}
