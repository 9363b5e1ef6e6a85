//! What follows by itself.

use std::collections::BTreeMap;

use kernel::expr::Expr;
use serde::{Deserialize, Serialize};

use super::Words;
use crate::written::TableCell;

/// What follows an action or a rung.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// Tells people.
    Notify {
        /// Roles, or `requester`, `assignee`, `watchers`, `first_asked`, or a field that names a person.
        to: Vec<String>,
        /// What they are told.
        text: Words,
        /// Only then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
    /// Opens another case.
    Spawn {
        /// The process of the new case.
        process: String,
        /// How the two are linked, as in `rework`.
        link: String,
        /// Fields carried over.
        #[serde(default)]
        copy: Vec<String>,
        /// After a failed work item: the field of the new case that takes over its pictures.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
        /// Only then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
    /// Gives a field a value.
    Set {
        /// The field.
        field: String,
        /// Its value by an expression,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Expr>,
        /// or by a decision table.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        table: Option<TableCell>,
        /// Only then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
    /// Runs a named action of another module.
    Call {
        /// Its name in the registry.
        action: String,
        /// Its input, each by an expression.
        #[serde(default)]
        input: BTreeMap<String, Expr>,
        /// Whether whoever acts waits for the answer: what is refused is told him at once, and nothing of what he did stands. Where
        /// nobody waits, as at a limit, it is called later all the same.
        #[serde(default, skip_serializing_if = "is_not")]
        at_once: bool,
        /// The field that keeps the id of the record the action answers with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keeps: Option<String>,
        /// Only then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
}

impl Effect {
    /// The condition without which it does not follow.
    pub fn when(&self) -> Option<&Expr> {
        match self {
            Self::Notify { when, .. } | Self::Spawn { when, .. } | Self::Set { when, .. } | Self::Call { when, .. } => {
                when.as_ref()
            }
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_not(yes: &bool) -> bool {
    !yes
}
