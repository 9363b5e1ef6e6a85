//! What the dispatch board shows.

use org::StaffId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::model::CaseLine;

/// A member of staff who can be given cases, with what he has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hand {
    /// Who.
    pub id: StaffId,
    /// His name.
    pub name: String,
    /// Whether he is on duty now.
    pub on_duty: bool,
    /// His open cases.
    pub open: i64,
    /// Those that missed a limit.
    pub late: i64,
    /// Those that wait.
    pub paused: i64,
    /// What he works on, the most pressing first; the first ten.
    pub cases: Vec<CaseLine>,
}

/// The dispatch board.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DispatchBoard {
    /// Cases nobody has been given, the most pressing first.
    pub unassigned: Vec<CaseLine>,
    /// Cases anyone of the trade may take.
    pub pool: Vec<CaseLine>,
    /// The people, whoever has most to do first.
    pub hands: Vec<Hand>,
}
