//! A budget beside what was spent.

use std::collections::BTreeMap;

use kernel::{Money, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    budget::model::Months,
    item::model::{SpendingItemId, SpendingItemRow},
};

/// What was spent in a year by the book.
#[derive(Debug, Clone, Default)]
pub struct Actual {
    /// By item and month.
    pub of_items: BTreeMap<SpendingItemId, Months>,
    /// Costs on lines of the chart that no item stands above.
    pub of_none: Option<Months>,
    /// The items, in the order of the chart.
    pub items: Vec<SpendingItemRow>,
}

/// Of which unit and month.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskVariance {
    /// The unit; the first one with a budget when left out.
    pub org_id: Option<OrgId>,
    /// The year; this one when left out.
    #[schemars(range(min = 2000, max = 2100))]
    pub year: Option<i64>,
    /// The month; the latest when left out.
    #[schemars(range(min = 1, max = 12))]
    pub month: Option<i64>,
}

/// A budget beside what was spent, in a month or from January to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// What the budget allows.
    pub budget: Money,
    /// What was spent by the book.
    pub actual: Money,
    /// What is left: below nothing when more was spent.
    pub left: Money,
    /// What was spent, in whole percent of the budget; none without a budget.
    pub percent: Option<i64>,
}

/// A line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VarianceLine {
    /// The item; none for costs that no item stands above, and for the sum.
    pub spending_item_id: Option<SpendingItemId>,
    /// What people call it.
    pub name: String,
    /// The line of the chart, by which its accounts are found.
    pub book_code: String,
    /// In the month.
    pub in_month: Compared,
    /// From January to the end of the month.
    pub to_date: Compared,
    /// What the budget of the whole year allows.
    pub whole_year: Money,
    /// What is asked for and not yet decided.
    pub committed: Money,
}

/// The comparison of a unit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Variance {
    /// The unit; none when there is no community to look at.
    pub org_id: Option<OrgId>,
    /// The year.
    pub year: i64,
    /// The month.
    pub month: i64,
    /// Whether a budget is in force.
    pub in_force: bool,
    /// By item, in the order of the chart.
    pub lines: Vec<VarianceLine>,
    /// All of them.
    pub total: VarianceLine,
}
