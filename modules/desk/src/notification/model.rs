//! A line for one person that something waits for him.

use kernel::{
    Id, Instant, Noun, OrgId,
    form::{Choice, Kind},
    words,
};
use module::Column;
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A line for one person that something waits for him.
#[derive(Debug)]
pub struct Notification;
impl Noun for Notification {
    const PREFIX: &'static str = "notification";
}
/// The id of a notification.
pub type NotificationId = Id<Notification>;

words! {
    /// What a notification tells of.
    NoticeKind {
        /// A step of a process.
        Step = "step",
        /// A time limit.
        Limit = "limit",
        /// A cause that is awaited.
        Cause = "cause",
        /// A mass incident.
        MassIncident = "mass_incident",
        /// Work that went from one to another.
        HandOver = "hand_over",
        /// A certificate that comes to its end.
        Certificate = "certificate",
        /// Bills to be paid.
        Bill = "bill",
    }
}

/// A row of the table.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct NotificationRow {
    pub id: NotificationId,
    pub case_id: Option<CaseId>,
    pub path: Option<String>,
    pub number: String,
    pub title: String,
    pub text_zh: String,
    pub text_en: String,
    pub kind: NoticeKind,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

/// A notification as its recipient sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationLine {
    /// The notification.
    pub id: NotificationId,
    /// The case it is about, if it is about one.
    pub case_id: Option<CaseId>,
    /// Where that is seen.
    pub path: String,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// What is said.
    pub text: String,
    /// What kind of thing that is.
    pub kind: NoticeKind,
    /// When.
    pub at: Instant,
    /// When it was read.
    pub read_at: Option<Instant>,
}

/// Which of one's own notifications.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct NotificationFilter {
    /// One of them.
    pub id: Option<NotificationId>,
    /// Those that were not read yet, or those that were.
    pub unread: Option<bool>,
    /// Those of one kind.
    pub kind: Option<NoticeKind>,
}

/// The columns of the list.
pub(crate) fn columns() -> Vec<Column> {
    let kinds = Kind::Choice { choices: NoticeKind::ALL.iter().map(|k| Choice::of(k.word())).collect() };
    vec![
        Column::text("text"),
        Column::text("number"),
        Column::text("title"),
        Column::new("kind", kinds),
        Column::new("at", Kind::Instant),
        Column::new("read_at", Kind::Instant).optional(),
    ]
}

/// Notifications to be marked as read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReadNotifications {
    /// One of them; all when left out.
    pub id: Option<NotificationId>,
}

/// All of one's notifications are to be marked as read.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReadAllNotifications {}

/// How many were marked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReadDone {
    /// How many.
    pub count: u64,
}

/// Something that is no case, told by another module.
#[derive(Debug, Clone)]
pub struct News {
    /// Where it belongs.
    pub org: OrgId,
    /// What tells it from all other news: it is told once.
    pub key: String,
    /// What kind of thing it is.
    pub kind: NoticeKind,
    /// What it is about.
    pub title: String,
    /// Where that is seen.
    pub path: String,
}

/// Whoever is told, and in which words.
#[derive(Debug, Clone)]
pub struct Reader {
    /// A member of staff or a person.
    pub id: Uuid,
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}
