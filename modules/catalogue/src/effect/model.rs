//! What is said when an effect of a draft is added or changed.

use desk::DraftId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an effect does.
pub(crate) const DOES: [&str; 4] = ["notify", "spawn", "call", "set"];

/// What a called action is given.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct InputRow {
    /// The field of its form.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// An expression over the case.
    #[schemars(length(min = 1, max = 500))]
    pub value: String,
}

/// An effect. Which values it says depends on what it does; what is left out is taken away.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct EffectPart {
    /// The draft.
    pub id: DraftId,
    /// Behind what: `action.accept.effects`, `clock.response.0` for its first rung, `work_item.check.on_fail`, `open.effects`,
    /// `pause.effects`, `sample.on_fail`.
    #[schemars(length(min = 1, max = 120))]
    pub follows: String,
    /// What it does: notify, spawn, call, set.
    #[schemars(length(min = 1, max = 20))]
    pub does: String,
    /// Which of those there are, from 0; a new one stands behind them.
    pub nth: Option<i64>,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
    /// Only then.
    #[schemars(length(max = 500))]
    pub when: Option<String>,
    /// Who is told: roles, `requester`, `assignee`, `watchers`, or a field that names a person, with commas between.
    #[schemars(length(max = 300))]
    pub tell: Option<String>,
    /// What they are told, 中文.
    #[schemars(length(max = 200))]
    pub zh: Option<String>,
    /// What they are told, English.
    #[schemars(length(max = 300))]
    pub en: Option<String>,
    /// The process of the case that is opened.
    #[schemars(length(max = 40))]
    pub process: Option<String>,
    /// How the two are linked.
    #[schemars(length(max = 40))]
    pub link: Option<String>,
    /// Fields carried over.
    pub copy: Option<Vec<String>>,
    /// After a failed work item: the field of the new case that takes over its pictures.
    #[schemars(length(max = 60))]
    pub evidence: Option<String>,
    /// The action that is called.
    #[schemars(length(max = 80))]
    pub call: Option<String>,
    /// What it is given.
    pub inputs: Option<Vec<InputRow>>,
    /// Whether whoever acts waits for its answer.
    pub at_once: Option<bool>,
    /// The field that keeps the record it answers with.
    #[schemars(length(max = 60))]
    pub keeps: Option<String>,
    /// The field that is set.
    #[schemars(length(max = 60))]
    pub field: Option<String>,
    /// Its value by an expression,
    #[schemars(length(max = 500))]
    pub value: Option<String>,
    /// or by a decision table, `limits.response`.
    #[schemars(length(max = 80))]
    pub cell: Option<String>,
}
