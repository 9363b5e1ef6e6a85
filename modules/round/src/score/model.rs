//! Scores of a month.

use kernel::{Date, Instant, OrgId, words};
use org::StaffId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    occurrence::model::{OccurrenceId, Standing},
    procedure::model::System,
};

words! {
    /// Whose scores.
    ScoreBy {
        /// 人员
        Person = "person",
        /// 外包单位
        Vendor = "vendor",
        /// 区域
        Area = "area",
    }
}

/// Which scores.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichScores {
    /// A month, `2026-11`; this one when left out.
    #[schemars(length(max = 7))]
    pub month: Option<String>,
    /// Of one community; the first one may see when left out.
    pub org_id: Option<OrgId>,
    /// By person, vendor or area; by person when left out.
    pub by: Option<ScoreBy>,
    /// Of one system.
    pub system: Option<System>,
    /// Only the tasks of this person, vendor or area, as the key of its line.
    #[schemars(length(max = 120))]
    pub of: Option<String>,
}

/// What was due and came to an end, with all that its score follows from.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Scored {
    pub id: OccurrenceId,
    pub title: String,
    pub thing_name: String,
    pub place_id: Option<PlaceId>,
    pub day: Date,
    pub state: Standing,
    pub ended_at: Option<Instant>,
    pub staff_id: Option<StaffId>,
    pub staff_name: Option<String>,
    pub vendor: Option<String>,
    pub score: Option<i64>,
    pub passed: Option<bool>,
    pub check_score: Option<i64>,
    pub agrees: Option<bool>,
    pub points: i64,
    pub reworks: i64,
}

/// One task with its score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskScore {
    /// The occurrence.
    pub id: OccurrenceId,
    /// What was to be done.
    pub title: String,
    /// On what.
    pub thing: String,
    /// The day it was due.
    pub day: Date,
    /// What it is worth, in hundredths of a percent.
    pub worth: i64,
    /// Whether nobody did it.
    pub missed: bool,
    /// What its own result said, in hundredths of a percent.
    pub result: Option<i64>,
    /// What the second look said.
    pub check: Option<i64>,
    /// Whether both say the same.
    pub agrees: Option<bool>,
    /// Points taken off.
    pub points: i64,
    /// How often a check of what was put right was not passed.
    pub reworks: i64,
}

/// A person, a vendor or an area.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScoreLine {
    /// What names it in an address.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How many tasks count.
    pub tasks: i64,
    /// What they are worth on average, in hundredths of a percent.
    pub score: i64,
    /// How many nobody did.
    pub missed: i64,
    /// How many were looked at a second time.
    pub checks: i64,
    /// In how many of them the second look found more.
    pub differing: i64,
    /// How often a check of what was put right was not passed.
    pub reworks: i64,
    /// Points taken off.
    pub points: i64,
}

/// Scores of a month.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Scores {
    /// The community.
    pub org_id: OrgId,
    /// The first day of the month.
    pub first: Date,
    /// Whose.
    pub by: ScoreBy,
    /// The lines, the lowest score first.
    pub lines: Vec<ScoreLine>,
    /// The tasks of the one that was asked for, the lowest first.
    pub tasks: Vec<TaskScore>,
}
