//! What a resident sees of his bills.

use kernel::{Date, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A bill of his.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BillShown {
    /// What is charged.
    pub fee_item: String,
    /// For which room or parking space.
    pub place: String,
    /// The first day of the period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// How much.
    pub amount: Money,
    /// The day by which it is to be paid.
    pub due_on: Date,
    /// How it came about, in sentences.
    pub told: Vec<String>,
}

/// His bills, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BillsShown {
    /// The bills.
    pub rows: Vec<BillShown>,
    /// What they come to.
    pub total: Money,
}
