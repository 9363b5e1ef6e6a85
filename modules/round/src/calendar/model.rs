//! What a month shows.

use kernel::{Date, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{occurrence::model::OccurrenceId, procedure::model::System};

words! {
    /// How much of the calendar is shown.
    Width {
        /// 周
        Week = "week",
        /// 月
        Month = "month",
    }
}

/// Which month or week, and of what.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichMonth {
    /// A month, `2026-11`; this one when left out.
    #[schemars(length(max = 7))]
    pub month: Option<String>,
    /// A month or a week; a month when left out.
    pub width: Option<Width>,
    /// A day of the week that is shown; today when left out.
    pub on: Option<Date>,
    /// Of one community.
    pub org_id: Option<OrgId>,
    /// Of one system.
    pub system: Option<System>,
}

/// How what is due on a day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    /// Missed and not made up for.
    Missed,
    /// Too late and still open.
    Late,
    /// Open.
    Open,
    /// To come, computed and not stored yet.
    Coming,
    /// Done, also when it had been missed.
    Done,
}

/// What of one plan is due on one day, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayCount {
    /// The day.
    pub day: Date,
    /// How it stands.
    pub state: DayState,
    /// What is to be done.
    pub title: String,
    /// How many times.
    pub count: i64,
}

/// A month.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// The days that are shown, whole weeks.
    pub days: Vec<Date>,
    /// What is due on its days, in their order, the most pressing first.
    pub counts: Vec<DayCount>,
    /// What of it can be moved to another day.
    pub movable: Vec<Movable>,
}

/// An occurrence that can be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct Movable {
    /// Which.
    pub id: OccurrenceId,
    /// The day it is due.
    pub day: Date,
    /// What is to be done.
    pub title: String,
    /// On what.
    pub thing_name: String,
}

/// Rows of a day with one title in one state, as the table counts them.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Counted {
    pub day: Date,
    pub title: String,
    pub state: crate::occurrence::model::Standing,
    pub count: i64,
    /// How many of them have come to an end.
    pub ended: i64,
}
