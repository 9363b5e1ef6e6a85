//! What the dispatch board shows.

use kernel::form::Field;
use org::StaffId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::model::CaseLine;

/// What is asked of the dispatch board.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskDispatch {
    /// The cases of one building.
    pub area_id: Option<PlaceId>,
}

/// A member of staff who can be given cases, with what he has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hand {
    /// Who.
    pub id: StaffId,
    /// His name.
    pub name: String,
    /// Whether he is on duty now.
    pub on_duty: bool,
    /// Who stands in for him while he is away; absent when he is there.
    pub deputy: Option<String>,
    /// His open cases.
    pub open: i64,
    /// Those that missed a limit.
    pub late: i64,
    /// Those that wait.
    pub paused: i64,
    /// What he works on, the most pressing first; the first ten.
    pub cases: Vec<CaseLine>,
}

/// Whom the board would give a case to, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suggestion {
    /// Who.
    pub id: StaffId,
    /// His name.
    pub name: String,
    /// Why, in words.
    pub why: Vec<String>,
}

/// A case nobody has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WaitingCase {
    /// The case.
    #[serde(flatten)]
    pub case: CaseLine,
    /// Whom the board would give it to.
    pub suggestion: Option<Suggestion>,
    /// What has to be said of it with the one it is given to.
    #[serde(skip)]
    pub lacking: Vec<Field>,
}

/// How many cases of a building wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InBuilding {
    /// The building.
    pub area_id: PlaceId,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u64,
}

/// The dispatch board.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DispatchBoard {
    /// The buildings in which cases wait.
    pub buildings: Vec<InBuilding>,
    /// Cases nobody has been given, the most pressing first.
    pub unassigned: Vec<WaitingCase>,
    /// Cases anyone of the trade may take.
    pub pool: Vec<WaitingCase>,
    /// The people, whoever has most to do first.
    pub hands: Vec<Hand>,
}
