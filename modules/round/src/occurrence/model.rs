//! Occurrences, their results, and what the lists of them are asked.

use asset::AssetId;
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use org::StaffId;
use process::runtime::CaseId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    handoff::model::HandoffRow,
    plan::model::{Doer, PlanId},
    procedure::model::{ProcedureId, System},
    route::model::PointResult,
};

words! {
    /// Where an occurrence stands.
    Standing {
        /// 未下发
        Planned = "planned",
        /// 待办
        Released = "released",
        /// 进行中
        InProgress = "in_progress",
        /// 已完成
        Done = "done",
        /// 已跳过
        Skipped = "skipped",
        /// 漏做
        Missed = "missed",
    }
}

words! {
    /// What a supervisor looks for.
    Timing {
        /// 到期未超时
        Due = "due",
        /// 已超时未做
        Late = "late",
        /// 漏做
        Missed = "missed",
        /// 漏做后补做
        MadeUp = "made_up",
    }
}

/// One time a plan is due.
#[derive(Debug)]
pub struct Occurrence;
impl Noun for Occurrence {
    const PREFIX: &'static str = "occurrence";
}
/// The id of an occurrence.
pub type OccurrenceId = Id<Occurrence>;

/// What the engine reads and writes of a row.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct EngineRow {
    pub id: OccurrenceId,
    pub key: String,
    pub nominal: String,
    pub day: Date,
    pub release_at: Instant,
    pub opens_at: Instant,
    pub closes_at: Instant,
    pub state: Standing,
    pub ended_at: Option<Instant>,
    pub reason: Option<String>,
    pub by_name: Option<String>,
    pub superseded_by: Option<String>,
    pub touched: bool,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct OccurrenceRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: OccurrenceId,
    /// The plan.
    pub plan_id: PlanId,
    /// What it is carried out on.
    #[schemars(with = "String")]
    pub thing_id: Uuid,
    /// Which of the plan's times it is.
    pub key: String,
    /// What is to be done.
    pub title: String,
    /// On what, by name.
    pub thing_name: String,
    /// Under what it stands.
    pub system: System,
    /// How it is done.
    pub procedure_id: ProcedureId,
    /// Where.
    pub place_id: Option<PlaceId>,
    /// On which equipment.
    pub asset_id: Option<AssetId>,
    /// The local time the plan names.
    pub nominal: String,
    /// The day it is due.
    pub day: Date,
    /// When it is given out.
    pub release_at: Instant,
    /// From when on it may be done.
    pub opens_at: Instant,
    /// Until when it must be.
    pub closes_at: Instant,
    /// Where it stands.
    pub state: Standing,
    /// When it was done, also when it had been missed.
    pub ended_at: Option<Instant>,
    /// Why it was left out.
    pub reason: Option<String>,
    /// Who said so, or did it.
    pub by_name: Option<String>,
    /// The plan that stands in for it.
    pub superseded_by: Option<String>,
    /// Whether somebody has had it in hand.
    pub touched: bool,
    /// Whose work it is.
    pub role: Option<Doer>,
    /// Who has it in hand.
    pub staff_id: Option<StaffId>,
    /// His name.
    pub staff_name: Option<String>,
    /// The firm that does it.
    pub vendor: Option<String>,
    /// When it was begun.
    pub begun_at: Option<Instant>,
    /// What it is worth, in hundredths of a percent.
    pub score: Option<i64>,
    /// Whether it passed.
    pub passed: Option<bool>,
    /// How many steps failed.
    pub failed: i64,
    /// Rises with each change.
    pub version: i64,
    /// The occurrence it looks at a second time.
    pub checks_id: Option<OccurrenceId>,
    /// Who did that one; he does not do this.
    pub checked_staff_id: Option<StaffId>,
    /// Whether a second look found nothing the first did not tell.
    pub agrees: Option<bool>,
}

/// What was recorded at a step.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct ResultRow {
    pub step: String,
    pub given: String,
    pub verdict: String,
    pub by_id: Uuid,
    pub by_name: String,
    pub at: Instant,
}

/// A case a failed step has opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct OpenedCase {
    /// The step.
    pub step: String,
    /// The case.
    pub case_id: CaseId,
    /// Its process.
    pub process: String,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// What people call it, once it has ended.
    pub number: Option<String>,
    /// How often the work was looked at again and did not pass.
    pub reworks: Option<i64>,
    /// Points taken off.
    pub points: Option<i64>,
    /// The amount taken off.
    pub deducted_fen: Option<Money>,
    /// The person or vendor it was taken from.
    pub responsible: Option<String>,
}

impl OpenedCase {
    /// A case that has just been opened for a step.
    pub(crate) fn new(step: String, case_id: CaseId, process: &str) -> Self {
        Self {
            step,
            case_id,
            process: process.to_owned(),
            ended_at: None,
            number: None,
            reworks: None,
            points: None,
            deducted_fen: None,
            responsible: None,
        }
    }
}

/// What came of a case, as far as whoever did the work answers for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CameOf {
    pub number: String,
    pub reworks: i64,
    pub points: i64,
    pub deducted_fen: Money,
    pub responsible: Option<String>,
}

/// An amount taken off for what an inspection found, with its source.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub struct QualityDeduction {
    /// The case in which it was decided.
    pub case_id: CaseId,
    /// What people call it.
    pub number: String,
    /// The inspection that opened it.
    pub title: String,
    /// On what.
    pub thing_name: String,
    /// The day it was decided.
    pub ended_on: Date,
    /// How much.
    pub amount_fen: Money,
}

/// What the list can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct OccurrenceFilter {
    /// One of them.
    pub id: Option<OccurrenceId>,
    /// Those of one community.
    pub org_id: Option<OrgId>,
    /// Those of one plan.
    pub plan_id: Option<PlanId>,
    /// Those on one piece of equipment.
    pub asset_id: Option<AssetId>,
    /// Those at one place.
    pub place_id: Option<PlaceId>,
    /// Those of one system.
    pub system: Option<System>,
    /// Where they stand.
    pub state: Option<Standing>,
    /// Due, late or missed.
    pub due: Option<Timing>,
    /// Those of one day.
    pub day: Option<Date>,
    /// Those of one post.
    pub role: Option<Doer>,
    /// Those somebody has in hand.
    pub staff_id: Option<StaffId>,
    /// Whether they passed.
    pub passed: Option<bool>,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OccurrenceLine {
    /// The occurrence.
    pub id: OccurrenceId,
    /// The community.
    pub org_id: OrgId,
    /// What is to be done.
    pub title: String,
    /// On what.
    pub thing: String,
    /// Under what it stands.
    pub system: System,
    /// The day.
    pub day: Date,
    /// From when on it may be done.
    pub opens_at: Instant,
    /// Until when it must be done.
    pub closes_at: Instant,
    /// Where it stands.
    pub state: Standing,
    /// The post whose work it is.
    pub role: Option<Doer>,
    /// Whose work it is, in words.
    pub doer: String,
    /// When it was done.
    pub ended_at: Option<Instant>,
    /// Whether it passed.
    pub passed: Option<bool>,
}

/// Which one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichOccurrence {
    /// Its id.
    pub id: OccurrenceId,
}

/// An occurrence with what was recorded.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OccurrenceRecord {
    /// Itself.
    #[serde(flatten)]
    pub occurrence: OccurrenceRow,
    /// What was recorded, in the order of walking.
    pub results: Vec<StepResult>,
    /// How the points of its route stand, if it walks one.
    pub points: Vec<PointResult>,
    /// The cases that failed steps have opened.
    pub cases: Vec<OpenedCase>,
    /// The second look at it, if one was drawn.
    pub check: Option<OccurrenceRow>,
    /// Whether phones said where they were.
    pub located: bool,
    /// How it went from hand to hand.
    pub handoffs: Vec<HandoffRow>,
}

/// One step with what was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StepResult {
    /// The step.
    pub step: String,
    /// What was asked.
    pub ask: String,
    /// What was recorded, in words.
    pub answer: String,
    /// How it stands: `good`, `failed`, …
    pub verdict: String,
    /// Why, where the verdict alone does not say it.
    pub why: Option<String>,
    /// More words.
    pub note: String,
    /// Photos that prove it.
    pub photos: Vec<String>,
    /// Who recorded it.
    pub by_name: Option<String>,
    /// When.
    pub at: Option<Instant>,
}

/// What is left out, and why.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SkipOccurrence {
    /// Which.
    pub id: OccurrenceId,
    /// Why.
    #[schemars(length(min = 2, max = 300))]
    pub reason: String,
}

/// Who is to do it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GiveOccurrence {
    /// Which.
    pub id: OccurrenceId,
    /// To whom.
    pub staff_id: StaffId,
}

/// An occurrence goes to another day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RescheduleOccurrence {
    /// Which.
    pub id: OccurrenceId,
    /// The day it is due from now on.
    pub day: Date,
}

/// The occurrence something was done to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OccurrenceDone {
    /// Which.
    pub id: OccurrenceId,
    /// Where it stands now.
    pub state: Standing,
}

/// A board that asks for nothing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Nothing {}

/// How many there are of a kind, for one community, system and doer.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Tally {
    pub org_id: OrgId,
    pub system: System,
    pub role: Option<Doer>,
    pub staff_name: Option<String>,
    pub count: i64,
}

/// How a board counts for one community, system or doer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoardLine {
    /// Whose figures these are.
    pub name: String,
    /// The filter that lists them, as in `system=lift`.
    pub filter: Option<String>,
    /// Given out and still in time.
    pub due: i64,
    /// Given out and too late.
    pub late: i64,
    /// Missed in the last 30 days and not made up for.
    pub missed: i64,
    /// Missed in the last 30 days and done after all.
    pub made_up: i64,
}

/// The supervisor's board.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Board {
    /// In all.
    pub all: BoardLine,
    /// By community.
    pub orgs: Vec<BoardLine>,
    /// By system.
    pub systems: Vec<BoardLine>,
    /// By person or post.
    pub doers: Vec<BoardLine>,
}
