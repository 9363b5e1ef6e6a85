//! What somebody can start.

use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskStart {
    /// Words of the process's name or purpose.
    #[schemars(length(max = 60))]
    pub q: Option<String>,
    /// The case from which what is started comes.
    pub caused_by: Option<CaseId>,
}

/// The areas with what the reader can start in each.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Starts {
    /// In the order of the catalogue.
    pub areas: Vec<StartArea>,
}

/// An area.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StartArea {
    /// The area.
    pub area: String,
    /// What it is called.
    pub label: String,
    /// Its processes.
    pub processes: Vec<StartLine>,
}

/// A process somebody can start.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StartLine {
    /// The process.
    pub process: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub purpose: String,
}
