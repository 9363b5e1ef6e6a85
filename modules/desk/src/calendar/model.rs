//! A calendar somebody reads elsewhere.

use kernel::{Id, Instant, Noun};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A secret address of somebody's appointments.
#[derive(Debug)]
pub struct CalendarFeed;
impl Noun for CalendarFeed {
    const PREFIX: &'static str = "calendar_feed";
}
/// Its id.
pub type CalendarFeedId = Id<CalendarFeed>;

/// Nothing asked: one's own.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct OwnCalendar {}

/// The address, told this once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalendarMade {
    /// The feed.
    pub id: CalendarFeedId,
    /// What the calendar program subscribes to.
    pub url: String,
}

/// How many addresses were taken back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalendarRemoved {
    /// How many.
    pub count: u64,
}

/// The key in the address.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AskCalendar {
    /// With or without `.ics` behind it.
    #[schemars(length(min = 1, max = 100))]
    pub token: String,
}

/// A feed as the table holds it.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct FeedRow {
    pub staff_id: Uuid,
    pub lang: String,
}

/// Something that stands in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Appointment {
    /// The same for the same appointment, however often it is read.
    pub uid: String,
    /// When it begins.
    pub at: Instant,
    /// When it ends; an hour later when nobody says.
    pub until: Option<Instant>,
    /// What it is.
    pub summary: String,
    /// Where.
    pub location: Option<String>,
    /// Further words.
    pub description: String,
    /// Where it is seen in the house.
    pub url: Option<String>,
    /// Rises when something about it changes.
    pub sequence: i64,
    /// When it was last changed.
    pub changed_at: Instant,
}
