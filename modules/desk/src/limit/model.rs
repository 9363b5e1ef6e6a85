//! How limits were kept.

use kernel::{
    Date, Instant,
    form::{Choice, Kind},
    words,
};
use module::Column;
use org::StaffId;
use process::{definition::Commitment, runtime::CaseId};
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

words! {
    /// Why a limit was missed.
    Cause {
        /// Too much to do, too few people.
        Load = "load",
        /// Nobody was there or on duty.
        Absence = "absence",
        /// A part or material was missing.
        Parts = "parts",
        /// The vendor or builder was late.
        Vendor = "vendor",
        /// The customer was not there or had not agreed.
        Customer = "customer",
        /// It was given to the wrong one, or too late.
        Dispatch = "dispatch",
        /// It was harder than thought.
        Difficulty = "difficulty",
        /// Weather, water, power or others beyond the house.
        Outside = "outside",
        /// It was done and not recorded in time.
        Record = "record",
        /// Something else, in words.
        Other = "other",
    }
}

words! {
    /// How it stands with saying why.
    Explanation {
        /// It was said.
        Given = "given",
        /// It is to be said.
        Awaited = "awaited",
        /// It should have been said.
        Overdue = "overdue",
    }
}

words! {
    /// Who is reminded of a cause that is awaited.
    Reminder {
        /// Whoever answers for it.
        Answer = "answer",
        /// Whoever leads, once it is overdue.
        Overdue = "overdue",
    }
}

/// A missed limit whose cause is awaited.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct Due {
    pub case_id: CaseId,
    pub process: String,
    pub number: String,
    pub title: String,
    pub clock: String,
    pub activation: i64,
    pub at: Instant,
    pub person_id: Option<Uuid>,
}

/// Why a limit was missed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Explain {
    /// The case and the run of its clock, as the list names it.
    #[schemars(length(min = 1, max = 160))]
    pub id: String,
    /// The cause.
    pub cause: Cause,
    /// In words; needed for other causes.
    #[schemars(length(max = 500), extend("x-kind" = "long_text"))]
    pub words: Option<String>,
}

/// The limit that was explained.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Explained {
    /// The case and the run of its clock.
    pub id: String,
    /// The case.
    pub case_id: CaseId,
}

/// A missed limit that is to be explained.
#[derive(Debug, Clone, Copy, store::Record)]
pub(crate) struct Missed {
    pub org_id: kernel::OrgId,
    pub person_id: Option<Uuid>,
}

/// What the list of limits can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct LimitFilter {
    /// What was promised.
    pub promise: Option<Promise>,
    /// Whose word it was.
    pub commitment: Option<Commitment>,
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
    /// Those of people who fill posts of this role.
    pub role: Option<org::Role>,
    /// Why it was missed.
    pub cause: Option<Cause>,
    /// Whether it was said why.
    pub explained: Option<bool>,
    /// What kind of matter.
    #[schemars(length(max = 60))]
    pub topic: Option<String>,
    /// Ended on this day or later.
    pub from: Option<Date>,
    /// Ended before this day.
    pub until: Option<Date>,
}

/// A row as it is read.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct LimitRow {
    pub case_id: CaseId,
    pub number: String,
    pub title: String,
    pub definition: String,
    pub clock: String,
    pub activation: i64,
    pub commitment: Commitment,
    pub outcome: String,
    pub at: Instant,
    pub org_id: kernel::OrgId,
    pub person_id: Option<StaffId>,
    pub person_name: Option<String>,
    pub place_id: Option<PlaceId>,
    pub cause: Option<String>,
    pub words: Option<String>,
    pub given_name: Option<String>,
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
    /// Whose word it was.
    pub commitment: Commitment,
    /// How it ended.
    pub outcome: String,
    /// When that became known.
    pub at: Instant,
    /// The community of the case.
    pub org_id: kernel::OrgId,
    /// Who answers for it.
    pub answerable: Option<String>,
    /// His id.
    pub answerable_id: Option<StaffId>,
    /// Where the case is.
    pub place: Option<String>,
    /// Why it was missed.
    pub cause: Option<String>,
    /// The same in words.
    pub words: Option<String>,
    /// Who said so.
    pub given_name: Option<String>,
    /// How it stands with saying why; absent for what was met.
    pub explanation: Option<Explanation>,
    /// By when it is to be said.
    pub explain_by: Option<Instant>,
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
        Column::new("commitment", choice(Commitment::ALL.iter().map(|c| c.word()).collect())),
        Column::new("outcome", choice(Kept::ALL.iter().map(|k| k.word()).collect())),
        Column::text("answerable"),
        Column::text("place").optional(),
        Column::new("explanation", choice(Explanation::ALL.iter().map(|e| e.word()).collect())),
        Column::new("cause", choice(Cause::ALL.iter().map(|c| c.word()).collect())),
        Column::text("words"),
        Column::text("given_name").optional(),
        Column::new("explain_by", Kind::Instant).optional(),
    ]
}

/// Limits that ended, added up under one word.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
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
