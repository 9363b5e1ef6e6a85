//! The queue of calls.

use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::model::CaseLine;

/// What is asked of the workbench.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskFollowUps {
    /// The case that is being called about.
    pub case: Option<CaseId>,
}

/// A case to be called about.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpLine {
    /// The case.
    pub case: CaseLine,
    /// Calls made so far.
    pub attempts: i64,
    /// Calls at most.
    pub most: i64,
    /// What came of the last.
    pub outcome: Option<String>,
    /// Not to be called before.
    pub after: Option<kernel::Instant>,
}

/// The queue.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FollowUps {
    /// The cases: those due first, then those whose time has not come.
    pub rows: Vec<FollowUpLine>,
}
