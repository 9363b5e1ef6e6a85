//! What is said when a work item or one of its steps is changed. Every input says the whole of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::part::model::{Holding, Named};

/// A work item: typed steps inside a case.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct WorkItemPart {
    /// What it says of itself.
    #[serde(flatten)]
    pub named: Named,
    /// Which work item; for a new one, the one behind which it stands.
    #[schemars(length(max = 60))]
    pub work_item: Option<String>,
    /// Who records it.
    pub roles: Vec<String>,
    /// Stages in which it can be recorded.
    pub from_stages: Vec<String>,
    /// Whether the case goes on from these stages only when it is recorded.
    pub is_required: Option<bool>,
    /// Whether it is recorded again and again.
    pub repeatable: Option<bool>,
    /// When what was recorded is a failure.
    #[schemars(length(max = 2000))]
    pub fails_when: Option<String>,
    /// Whether a failure is a finding to go on with.
    pub findings: Option<bool>,
}

/// A step of a work item, or a field of a group.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct StepPart {
    /// What it says of itself.
    #[serde(flatten)]
    pub named: Named,
    /// Inside of what: `work_item.check.step`, `field.goods.field`.
    #[schemars(length(min = 1, max = 120))]
    pub inside: String,
    /// Which step; for a new one, the one behind which it stands.
    #[schemars(length(max = 60))]
    pub step: Option<String>,
    /// What it holds.
    #[serde(flatten)]
    pub holding: Holding,
    /// Whether it must be given.
    pub is_required: Option<bool>,
    /// What is below this is recorded, and is a failure.
    pub low: Option<i64>,
    /// And what is above this.
    pub high: Option<i64>,
}
