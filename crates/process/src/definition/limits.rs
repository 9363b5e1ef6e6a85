//! Decision tables and time limits.

use std::collections::BTreeMap;

use kernel::{Budget, expr::Expr, words};
use serde::{Deserialize, Serialize};

use super::{Effect, Words};
use crate::written::{BudgetSource, RungAt};

/// A decision table: the first row whose condition holds decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// Its rows, the last without condition.
    pub rows: Vec<Row>,
}

/// A row of a decision table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// When it fits; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// What it says: a budget, a choice or a text under each output.
    pub then: BTreeMap<String, String>,
}

words! {
    /// Whose word a time limit is.
    #[derive(Default)]
    Commitment {
        /// The company promised it to its customers.
        Customer = "customer",
        /// The house demands it of itself.
        #[default]
        Internal = "internal",
        /// A vendor, builder or partner owes it by contract.
        Vendor = "vendor",
    }
}

impl Commitment {
    fn is_internal(&self) -> bool {
        *self == Self::Internal
    }
}

/// A time limit: a budget that is used up while it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// Whose word it is.
    #[serde(default, skip_serializing_if = "Commitment::is_internal")]
    pub commitment: Commitment,
    /// `open`, or the actions that start it.
    pub starts_on: Vec<String>,
    /// Stages or categories in which it runs; elsewhere it is held.
    pub runs_in: Vec<String>,
    /// Actions that meet it.
    pub stops_on: Vec<String>,
    /// When it applies at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// How long it may run.
    pub budget: BudgetSource,
    /// Its business calendar when not that of the definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// Points at which somebody is told.
    #[serde(default)]
    pub rungs: Vec<Rung>,
    /// What rework does to it; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_reopen: Option<OnReopen>,
}

/// A point of a clock at which something follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Where: `50%`, `-15 minutes` before or `+2 hours` after the end, in the clock's own time.
    pub at: RungAt,
    /// What follows.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

/// What rework does to a clock that had stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnReopen {
    /// It goes on with what is left.
    Continue,
    /// It begins anew.
    Restart,
    /// It goes on with what is left, but at least this.
    Grace(Budget),
}
