//! What the phone asks and sends.

use kernel::{Instant, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    occurrence::model::{OccurrenceId, Standing},
    position::model::Located,
};

/// A page that asks for nothing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Nothing {}

/// What was recorded at the steps.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordWork {
    /// The occurrence.
    pub id: OccurrenceId,
    /// By step: `answer`, `note`, `photos`, `skipped`.
    pub input: Option<Map<String, Value>>,
}

/// Somebody is at a point of a route.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ScanPoint {
    /// The occurrence.
    pub id: OccurrenceId,
    /// What the code at the point says.
    #[schemars(length(max = 300))]
    pub code: Option<String>,
    /// Where the phone is: beside the code, or alone at a point whose position is known.
    pub location: Option<Located>,
}

/// What is left out on the spot, and why.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SkipWork {
    /// The occurrence.
    pub id: OccurrenceId,
    /// One of the procedure's reasons, or `other`.
    #[schemars(length(min = 1, max = 60))]
    pub reason: String,
    /// More words; wanted for `other` and where the procedure wants them.
    #[schemars(length(max = 300))]
    pub note: Option<String>,
}

/// A task as the phone lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskLine {
    /// The occurrence.
    pub id: OccurrenceId,
    /// The community.
    pub org_id: OrgId,
    /// What is to be done.
    pub title: String,
    /// On what.
    pub thing: String,
    /// From when on.
    pub opens_at: Instant,
    /// Until when.
    pub closes_at: Instant,
    /// Where it stands.
    pub state: Standing,
    /// Whether it is in his own hands, and not yet anybody's.
    pub own: bool,
}

/// Tasks in the order they are to be done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskLines {
    /// The tasks.
    pub rows: Vec<TaskLine>,
}
