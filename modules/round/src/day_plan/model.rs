//! Days of posts and who has read them.

use kernel::{Instant, OrgId};
use org::StaffId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::procedure::model::{ProcedureId, ProcedureRow};

/// The day of one of his posts as somebody has it.
#[derive(Debug)]
pub(crate) struct OwnDay {
    /// The edition that holds for him.
    pub row: ProcedureRow,
    /// What it says.
    pub procedure: round::procedure::Procedure,
    /// The communities in which he fills the post.
    pub orgs: Vec<OrgId>,
    /// When he read this edition; none: not yet, or not in each of them.
    pub read_at: Option<Instant>,
}

/// Which day of a post.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichDay {
    /// One of his; the first when left out.
    pub id: Option<ProcedureId>,
}

/// A row of the table: somebody has read an edition of the day of his post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ReadingRow {
    /// The community in which he fills the post.
    pub org_id: OrgId,
    /// The edition.
    pub procedure_id: ProcedureId,
    /// Who.
    pub staff_id: StaffId,
    /// His name.
    pub staff_name: String,
    /// When.
    pub read_at: Instant,
}

/// Somebody who is to have read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub name: String,
    pub read_at: Option<Instant>,
}
