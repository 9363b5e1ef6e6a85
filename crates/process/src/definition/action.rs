//! What somebody can do to a case.

use kernel::{Budget, expr::Expr};
use serde::{Deserialize, Serialize};

use super::{Effect, Words};
use crate::written::{Ask, TableCell, Target};

/// What somebody can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name.
    pub id: String,
    /// The words on the button.
    pub label: Words,
    /// Stages, categories, or `open` for every stage that is not an end.
    pub from: Vec<String>,
    /// Where it leads; absent: the case stays where it is.
    #[serde(default)]
    pub to: Target,
    /// Roles, or `requester`, `assignee`, `staff`, `anyone`, `system`.
    pub by: Vec<String>,
    /// When it can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// Why not, in the words of the trade, when `when` does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Words>,
    /// Fields asked in its own form; `name?` may be left out.
    #[serde(default)]
    pub asks: Vec<Ask>,
    /// Fields that must be known, from before or from its own form.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Fields of which whoever does it is shown what is recorded, and has to confirm it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirms: Vec<String>,
    /// Work items that must be recorded since the case last came to their stage, and have passed (see [`findings`](super::WorkItem::findings)).
    #[serde(default)]
    pub requires_work: Vec<String>,
    /// The reasons to choose from; one must be given.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// Not by whoever did one of these last, or opened the case (`open`): two pairs of eyes.
    #[serde(default)]
    pub not_same_actor_as: Vec<String>,
    /// How long whoever does it may take it back. Until then nothing of it leaves the case: nobody is told, no other case is
    /// opened, no other module is called. Round the clock, at most a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Budget>,
    /// Who has the case afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assign: Option<Assign>,
    /// What else it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<Does>,
    /// What follows.
    #[serde(default)]
    pub effects: Vec<Effect>,
    /// Whether the page asks once more.
    #[serde(default)]
    pub confirm: bool,
    /// How the button looks.
    #[serde(default)]
    pub tone: Tone,
}

/// Why somebody did something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The stored value.
    pub value: String,
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
    /// How long a case may wait for this in all; then the clocks run on by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Budget>,
}

/// Who has the case after an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assign {
    /// Whoever acts.
    #[serde(rename = "self")]
    Actor,
    /// The person named in the form.
    Input,
    /// Nobody: whoever of the trade takes it.
    Pool,
    /// The next on duty, found by the caller.
    Rotation,
    /// Nobody.
    Clear,
    /// As a decision table says: `self`, `pool`, `clear`, or a role of which the next on duty takes it.
    #[serde(untagged)]
    Table(TableCell),
}

/// What an action does besides moving the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Counts one more urging.
    Urge,
    /// Puts the case under a master case.
    Merge,
    /// Records one attempt of the call after the work.
    FollowUp,
}

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// The next step.
    Primary,
    /// One of several.
    #[default]
    Normal,
    /// Hard to take back.
    Danger,
}
