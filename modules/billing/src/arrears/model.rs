//! Arrears by fee item and age.

use kernel::{Date, Money, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Of which day, and where.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskArrears {
    /// At the end of which day; today when left out.
    pub day: Option<Date>,
    /// One community; all of the reader's when left out.
    pub org_id: Option<OrgId>,
}

/// What is owed of a fee item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArrearsLine {
    /// The fee item.
    pub fee_item: String,
    /// Billed and not due yet.
    pub not_due: Money,
    /// Overdue, by age: to 30, 90, 180, 365, 730, 1,095 days, and longer.
    pub overdue: Vec<Money>,
    /// All that is overdue.
    pub arrears: Money,
    /// All that is owed.
    pub total: Money,
}

/// Arrears as of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Arrears {
    /// The day.
    pub day: Date,
    /// By fee item.
    pub rows: Vec<ArrearsLine>,
}
