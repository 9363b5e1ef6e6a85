//! A process with what stands where.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which process.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichProcess {
    /// Its key, as in `repair`.
    #[schemars(length(min = 1, max = 40))]
    pub process: String,
}

/// The processes in use.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Processes {
    /// Each of them.
    pub rows: Vec<ProcessLine>,
}

/// A process in the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProcessLine {
    /// Its key.
    pub process: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// Under what it stands among all processes; empty when nothing is said.
    pub area: String,
    /// Clauses of standards it follows.
    pub standards: Vec<String>,
    /// The hash of the version in use.
    pub hash: String,
    /// Cases that have not ended.
    pub open: i64,
}

/// A process with its stages.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProcessRecord {
    /// The line of the list.
    #[serde(flatten)]
    pub line: ProcessLine,
    /// Its stages in order.
    pub stages: Vec<StageLine>,
}

/// A stage with how many stand there.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StageLine {
    /// The stage.
    pub stage: String,
    /// What it is called.
    pub label: String,
    /// What it means.
    pub category: String,
    /// Cases that stand there now; none for ends.
    pub count: Option<i64>,
}
