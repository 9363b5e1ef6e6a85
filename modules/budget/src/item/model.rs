//! Spending items and what is asked of them.

use kernel::{Id, Instant, Noun};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What money is spent on.
#[derive(Debug)]
pub struct SpendingItem;
impl Noun for SpendingItem {
    const PREFIX: &'static str = "spending_item";
}
/// The id of a spending item.
pub type SpendingItemId = Id<SpendingItem>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct SpendingItemRow {
    /// Its id.
    pub id: SpendingItemId,
    /// Its short name, by which it is listed: `labour`.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The line of the chart on which its costs stand, with those below.
    pub book_code: String,
    /// Since when it is no longer offered.
    pub disabled_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

/// A new item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateSpendingItem {
    /// Its short name.
    #[schemars(length(min = 1, max = 20))]
    pub code: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// The line of the chart on which its costs stand: `6401.wages`.
    #[schemars(length(min = 4, max = 40))]
    pub book_code: String,
}

/// Which item.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichSpendingItem {
    /// It.
    pub id: SpendingItemId,
}

/// The usual items are asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AddUsualItems {}

/// How many there are now.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UsualItems {
    /// Items that were entered.
    pub count: i64,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct SpendingItemFilter {
    /// One.
    pub id: Option<SpendingItemId>,
    /// Also those that are no longer offered.
    pub disabled: Option<bool>,
}
