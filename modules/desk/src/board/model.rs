//! What the time-limit board shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    case::model::CaseLine,
    limit::model::{KeptBoard, Period},
    sample::model::SampleFigures,
};

/// Nothing asked: everything in the scope.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct Everything {}

/// What is asked of the time-limit board.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskBoard {
    /// The span of time that its shares are about; this month when left out.
    pub period: Option<Period>,
}

/// The figures of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// Cases that have not ended.
    pub open: i64,
    /// Those that missed a limit.
    pub late: i64,
    /// Those with four fifths of a limit used.
    pub risk: i64,
    /// Those that wait.
    pub paused: i64,
    /// Those due within two hours.
    pub due_soon: i64,
    /// Hundredths of a per cent of this month's cases that missed nothing; absent without cases.
    pub kept: Option<i64>,
}

/// How many open cases one person or building has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// The person or building; absent for cases without.
    #[schemars(with = "Option<String>")]
    pub id: Option<Uuid>,
    /// The name.
    pub name: String,
    /// Cases that have not ended.
    pub open: i64,
    /// Those at risk.
    pub risk: i64,
    /// Those that missed a limit.
    pub late: i64,
    /// Those that wait.
    pub paused: i64,
}

/// The time-limit board.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LimitBoard {
    /// The figures above.
    pub figures: Figures,
    /// By whoever works on them, who has most late ones first.
    pub by_person: Vec<Tally>,
    /// By the building they are in.
    pub by_building: Vec<Tally>,
    /// The most pressing cases.
    pub pressing: Vec<CaseLine>,
    /// How limits were kept in the period.
    pub kept: KeptBoard,
    /// The second looks of the period.
    pub samples: SampleFigures,
}
