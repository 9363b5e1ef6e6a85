//! What is said when a rule of a draft is changed. Every input says the whole rule.

use desk::DraftId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a case may wait in all.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct PauseRule {
    /// The draft.
    pub id: DraftId,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
    /// In all, whatever the reasons; left out, every reason has its own.
    #[schemars(length(max = 40))]
    pub cap: Option<String>,
}

/// The call after the work.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct FollowUpRule {
    /// The draft.
    pub id: DraftId,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
    /// The stage of cases to be called.
    #[schemars(length(min = 1, max = 60))]
    pub call_stage: String,
    /// Where a case goes that is not chosen.
    #[schemars(length(min = 1, max = 60))]
    pub otherwise_stage: String,
    /// Cases that are always called.
    #[schemars(length(max = 500))]
    pub always: Option<String>,
    /// How many of a hundred others.
    #[schemars(range(min = 0, max = 100))]
    pub percent: Option<i64>,
    /// Not before this has passed.
    #[schemars(length(max = 40))]
    pub delay: Option<String>,
    /// How often it is tried.
    #[schemars(range(min = 1, max = 20))]
    pub attempts: i64,
}

/// Ended cases that a superior looks at a second time.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct SampleRule {
    /// The draft.
    pub id: DraftId,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
    /// Who checks.
    pub roles: Vec<String>,
    /// How many of a hundred cases that ended on a day,
    #[schemars(range(min = 0, max = 100))]
    pub percent: Option<i64>,
    /// but at least so many a day,
    #[schemars(range(min = 0, max = 1000))]
    pub at_least: Option<i64>,
    /// and at most so many.
    #[schemars(range(min = 1, max = 1000))]
    pub at_most: Option<i64>,
    /// Only of these.
    #[schemars(length(max = 500))]
    pub when: Option<String>,
    /// The action by which one that did not pass goes back to work.
    #[schemars(length(max = 60))]
    pub rework_action: Option<String>,
}

/// What the case does by itself when cases it opened have ended.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct JoinPart {
    /// The draft.
    pub id: DraftId,
    /// Which join; for a new one, the one behind which it stands.
    #[schemars(length(max = 60))]
    pub join: Option<String>,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
    /// How those cases are linked: the link of the effect that opens them.
    #[schemars(length(min = 1, max = 40))]
    pub link: String,
    /// How many of them must have ended: `all`, `any`, or a number.
    #[schemars(length(min = 1, max = 20))]
    pub wait: String,
    /// The action it then does.
    #[schemars(length(min = 1, max = 60))]
    pub onward: String,
}
