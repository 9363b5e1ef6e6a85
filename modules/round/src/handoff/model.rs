//! Tasks that go from hand to hand.

use kernel::{Id, Instant, Noun, OrgId};
use org::StaffId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::occurrence::model::OccurrenceId;

/// A task going from hand to hand.
#[derive(Debug)]
pub struct Handoff;
impl Noun for Handoff {
    const PREFIX: &'static str = "handoff";
}
/// The id of a handing over.
pub type HandoffId = Id<Handoff>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct HandoffRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: HandoffId,
    /// The task.
    pub occurrence_id: OccurrenceId,
    /// Who gave it on.
    pub from_id: StaffId,
    /// His name.
    pub from_name: String,
    /// Who is to go on; none: whoever of the post comes next.
    pub to_id: Option<StaffId>,
    /// His name.
    pub to_name: Option<String>,
    /// What to mind.
    pub note: String,
    /// When it was given on.
    pub given_at: Instant,
    /// Who has taken it.
    pub taken_by_name: Option<String>,
    /// When.
    pub taken_at: Option<Instant>,
}

/// A task that is given on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct HandOn {
    /// The task.
    pub id: OccurrenceId,
    /// The colleague; whoever of the post comes next when left out.
    pub staff_id: Option<StaffId>,
    /// Where it stands and what to mind.
    #[schemars(length(min = 2, max = 500), extend("x-kind" = "long_text"))]
    pub note: String,
}
