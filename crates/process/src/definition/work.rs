//! Typed steps, cases waited for, waiting, the call afterwards and the second look.

use kernel::{Budget, expr::Expr};
use serde::{Deserialize, Serialize};

use super::{Effect, Words};
use crate::field::FieldSpec;

/// What the case does by itself when cases it opened have ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// How those cases are linked to it: the `link` of the effect that opened them.
    pub link: String,
    /// How many of them must have ended.
    pub wait: Wait,
    /// The action it then does, once it stands where that can be done.
    pub then: String,
}

/// How many of the cases a case opened must have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Wait {
    /// All or any of them.
    Word(WaitWord),
    /// So many.
    Count(u32),
}

/// All or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitWord {
    /// Every one.
    All,
    /// The first that ends.
    Any,
}

impl Wait {
    /// Whether so many of so many are enough; nothing waits for cases that were never opened.
    pub fn is_over(self, ended: u32, all: u32) -> bool {
        match self {
            Self::Word(WaitWord::All) => all > 0 && ended >= all,
            Self::Word(WaitWord::Any) => ended > 0,
            Self::Count(wanted) => ended >= wanted,
        }
    }
}

/// Typed steps inside a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkItem {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// Who records it: roles or `assignee`.
    pub by: Vec<String>,
    /// Stages in which it can be recorded.
    pub stages: Vec<String>,
    /// Its steps.
    #[serde(rename = "step")]
    pub steps: Vec<FieldSpec>,
    /// When what was recorded is a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fails_when: Option<Expr>,
    /// What follows a failure.
    #[serde(default)]
    pub on_fail: Vec<Effect>,
    /// What follows when it passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_pass: Vec<Effect>,
    /// Whether a failure is a finding to go on with; otherwise what failed has to be recorded anew before the case goes on.
    #[serde(default, skip_serializing_if = "is_not")]
    pub findings: bool,
    /// Whether the case goes on from these stages only when it is recorded.
    #[serde(default, skip_serializing_if = "is_not")]
    pub required: bool,
    /// Whether it is recorded again and again; the history keeps each time.
    #[serde(default, skip_serializing_if = "is_not")]
    pub repeatable: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_not(yes: &bool) -> bool {
    !yes
}

/// How long a case may wait.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PausePolicy {
    /// In all; then the clocks run on by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Budget>,
    /// What follows when a cap is reached.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

/// The call after the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// The stage of cases to be called.
    pub stage: String,
    /// Where a case goes that is not chosen.
    pub otherwise: String,
    /// Cases that are always called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub always: Option<Expr>,
    /// How many of a hundred others, chosen by the case's id.
    #[serde(default)]
    pub rate: u8,
    /// Not before this has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Budget>,
    /// How often it is tried.
    pub attempts: u32,
    /// After nobody answered, not again before this has passed; two hours when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Budget>,
    /// What whoever calls says first; the catalogue's words when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<Words>,
}

/// Which ended cases are drawn each day for a second look by a superior, and what follows when one does not pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// Who checks.
    pub by: Vec<String>,
    /// How many of a hundred cases that came to their end on a day,
    #[serde(default)]
    pub share: u8,
    /// but at least so many in a community, as far as there are,
    #[serde(default)]
    pub at_least: u32,
    /// and at most so many.
    #[serde(default = "many")]
    pub at_most: u32,
    /// Only of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// The action by which a case that did not pass goes back to work; its words are the checker's reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rework: Option<String>,
    /// What else follows when one does not pass.
    #[serde(default)]
    pub on_fail: Vec<Effect>,
}

fn many() -> u32 {
    1_000
}
