//! A hand-over, and what is asked for it.

use kernel::{Id, Instant, Noun, OrgId};
use org::StaffId;
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Open work that went from one colleague to others at once.
#[derive(Debug)]
pub struct HandOver;
impl Noun for HandOver {
    const PREFIX: &'static str = "hand_over";
}
/// The id of a hand-over.
pub type HandOverId = Id<HandOver>;

/// All open work of somebody is to go to others.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddHandOver {
    /// Whose work.
    pub staff_id: StaffId,
    /// To whom; of several, each case goes to the one with least to do.
    #[schemars(length(min = 1, max = 10))]
    pub takers: Vec<StaffId>,
    /// Why.
    #[schemars(length(max = 200))]
    pub reason: Option<String>,
}

/// One case is to go to others.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct HandOverCase {
    /// The case.
    pub id: CaseId,
    /// To whom; of several, to the one with least to do.
    #[schemars(length(min = 1, max = 10))]
    pub takers: Vec<StaffId>,
    /// Why.
    #[schemars(length(max = 200))]
    pub reason: Option<String>,
}

/// The hand-over that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct HandedOver {
    /// The hand-over.
    pub id: HandOverId,
    /// Cases that went over.
    pub went: i64,
    /// Cases that did not.
    pub stayed: i64,
}

/// One hand-over.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisHandOver {
    /// The hand-over.
    pub id: HandOverId,
}

/// Which hand-overs to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct HandOverFilter {
    /// Those of one member of staff.
    pub staff_id: Option<StaffId>,
}

/// A hand-over in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct HandOverRow {
    /// The hand-over.
    pub id: HandOverId,
    /// Where he is employed.
    pub org_id: OrgId,
    /// Whose work it was.
    pub staff_id: StaffId,
    /// His name.
    pub staff: String,
    /// Who handed it over.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: Option<String>,
    /// Cases that went over.
    pub went: i64,
    /// Cases that did not.
    pub stayed: i64,
}

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct HandOverLine {
    /// The case.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// To whom it went.
    pub to: String,
    /// Whether he stays answerable for it, rather than works on it.
    pub answerable: bool,
    /// Why it did not go over.
    pub refusal: Option<String>,
}

/// A hand-over with each of its cases.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct HandOverRecord {
    /// The row of the list.
    #[serde(flatten)]
    pub row: HandOverRow,
    /// What became of each case.
    pub cases: Vec<HandOverLine>,
}
