//! How limits were kept.

use kernel::{
    Date, Instant,
    form::{Choice, Kind},
    words,
};
use module::Column;
use org::StaffId;
use process::runtime::CaseId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words! {
    /// How a limit ended.
    Kept {
        /// In time.
        Met = "met",
        /// Too late.
        Missed = "missed",
    }
}

words! {
    /// What a limit promises, over all processes.
    Promise {
        /// The first answer.
        Response = "response",
        /// The end of the work.
        Completion = "completion",
        /// The call after the work.
        FollowUp = "follow_up",
    }
}

words! {
    /// The span of time that figures are about.
    Period {
        /// Since midnight.
        Today = "today",
        /// The last seven days.
        Week = "week",
        /// Since the first of the month.
        Month = "month",
    }
}

/// What the list of limits can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct LimitFilter {
    /// What was promised.
    pub promise: Option<Promise>,
    /// How it ended.
    pub outcome: Option<Kept>,
    /// One process.
    #[schemars(length(max = 40))]
    pub process: Option<String>,
    /// One clock of it.
    #[schemars(length(max = 60))]
    pub clock: Option<String>,
    /// Whoever answers for it.
    pub answerable_id: Option<StaffId>,
    /// Those nobody answers for.
    pub unassigned: Option<bool>,
    /// One building.
    pub area_id: Option<PlaceId>,
    /// What kind of matter.
    #[schemars(length(max = 60))]
    pub topic: Option<String>,
    /// Ended on this day or later.
    pub from: Option<Date>,
    /// Ended before this day.
    pub until: Option<Date>,
}

/// A row as it is read.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct LimitRow {
    pub case_id: CaseId,
    pub number: String,
    pub title: String,
    pub definition: String,
    pub clock: String,
    pub activation: i64,
    pub outcome: String,
    pub at: Instant,
    pub person_name: Option<String>,
    pub place_id: Option<PlaceId>,
}

/// A limit that ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LimitLine {
    /// The case and the run of its clock.
    pub id: String,
    /// The case.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// What its process is called.
    pub process_label: String,
    /// What the limit is called.
    pub clock_label: String,
    /// How it ended.
    pub outcome: String,
    /// When that became known.
    pub at: Instant,
    /// Who answers for it.
    pub answerable: Option<String>,
    /// Where the case is.
    pub place: Option<String>,
}

/// The columns of the list.
pub(crate) fn columns() -> Vec<Column> {
    let choice = |words: Vec<&str>| Kind::Choice { choices: words.into_iter().map(Choice::of).collect() };
    vec![
        Column::new("at", Kind::Instant),
        Column::text("number"),
        Column::text("title"),
        Column::text("process_label"),
        Column::text("clock_label"),
        Column::new("outcome", choice(Kept::ALL.iter().map(|k| k.word()).collect())),
        Column::text("answerable"),
        Column::text("place"),
    ]
}

/// Limits that ended, added up under one word.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Ended {
    pub id: Option<Uuid>,
    pub process: String,
    pub word: String,
    pub outcome: String,
    pub count: i64,
}

/// A share with what it is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rate {
    /// Those met in time.
    pub met: i64,
    /// All that ended or expired.
    pub all: i64,
}

/// The share of one limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockRate {
    /// The process.
    pub process: String,
    /// What it is called.
    pub process_label: String,
    /// The clock.
    pub clock: String,
    /// What it is called.
    pub label: String,
    /// Its share.
    #[serde(flatten)]
    pub rate: Rate,
}

/// The shares of one person, building or class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rates {
    /// The person or building; absent for what has none.
    #[schemars(with = "Option<String>")]
    pub id: Option<Uuid>,
    /// The class, for figures by class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Its process, for figures by class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    /// The name.
    pub name: String,
    /// First answers in time.
    pub response: Rate,
    /// Work ended in time.
    pub completion: Rate,
    /// Calls made in time.
    pub follow_up: Rate,
}

/// How limits were kept in a span of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeptBoard {
    /// Its first day.
    pub from: Date,
    /// The day after its last.
    pub until: Date,
    /// Over everything.
    pub overall: Rates,
    /// Each limit by itself.
    pub by_clock: Vec<ClockRate>,
    /// By whoever answers for it, the most missed first.
    pub by_person: Vec<Rates>,
    /// By building.
    pub by_building: Vec<Rates>,
    /// By class of matter.
    pub by_class: Vec<Rates>,
}
