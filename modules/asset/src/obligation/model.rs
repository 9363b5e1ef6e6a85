//! Obligations, and what the company changes of them.

use kernel::words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::System;

words! {
    /// Of what or of whom something is demanded.
    Bearer {
        /// 设备
        Asset = "asset",
        /// 小区
        Community = "community",
        /// 人员
        Person = "person",
    }
}

/// When something is due again, counted from the day it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DueRule {
    /// Every so many months.
    Every {
        /// How many.
        months: u32,
    },
    /// The first time after so many months, from then on every so many.
    First {
        /// Months from the first day of use to the first time.
        first: u32,
        /// Months between later times.
        months: u32,
    },
    /// Every so many months, more often beyond an age.
    Aging {
        /// Months between two times at first.
        months: u32,
        /// Years of use from which on it is more often.
        years: u32,
        /// Months between two times then.
        then: u32,
    },
    /// As is printed on the paper.
    Printed,
    /// Never: the paper does not end.
    Never,
}

/// Words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

/// An obligation as it ships.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// Its short name.
    pub key: String,
    /// Of what it is demanded.
    pub bearer: Bearer,
    /// Under what it stands.
    pub system: System,
    /// The classes of equipment it is demanded of, by their short names.
    #[serde(default)]
    pub classes: Vec<String>,
    /// The trades and systems whose work nobody is given once his paper has lapsed.
    #[serde(default)]
    pub work: Vec<String>,
    /// When it is due again.
    pub rule: DueRule,
    /// What it is called.
    pub title: Both,
    /// The law or rule it comes from.
    pub source: Both,
}

/// What the company changed of an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub struct Changed {
    /// Which.
    pub key: String,
    /// Months between two times, instead of the shipped ones.
    pub months: Option<i64>,
    /// Whether nothing of the kind is there.
    pub disabled: bool,
    /// Rises with each change.
    pub version: i64,
}

/// An obligation as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObligationRow {
    /// Its short name.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Of what it is demanded.
    pub bearer: Bearer,
    /// Under what it stands.
    pub system: System,
    /// When it is due again, in words.
    pub due_rule: String,
    /// Months between two times as the company says; the shipped ones when absent.
    pub every_months: Option<i64>,
    /// The law or rule it comes from.
    pub law: String,
    /// Whether nothing of the kind is there.
    pub disabled: bool,
}

/// Which obligations to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ObligationFilter {
    /// Those of one kind of bearer.
    pub bearer: Option<Bearer>,
    /// Those of one system.
    pub system: Option<System>,
}

/// A change to an obligation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditObligation {
    /// Which.
    #[schemars(length(min = 1, max = 40))]
    pub key: String,
    /// Months between two times; the shipped ones when left out.
    #[schemars(range(min = 1, max = 240))]
    pub every_months: Option<i64>,
    /// Whether nothing of the kind is there.
    pub disabled: bool,
}

/// The obligation that was changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ObligationDone {
    /// Which.
    pub key: String,
}
