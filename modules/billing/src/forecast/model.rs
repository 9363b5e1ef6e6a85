//! The forecast of what will be billed.

use kernel::{Date, Money, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::FeeItemId;

use crate::collection_rate::model::ReportFormat;

/// For how long, and of which community.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskForecast {
    /// The community; the first of the reader's when left out.
    pub org_id: Option<OrgId>,
    /// How many months from the next one on; a year when left out.
    #[schemars(range(min = 1, max = 24))]
    pub months_ahead: Option<u32>,
    /// As a file; a page when left out.
    pub format: Option<ReportFormat>,
}

/// A fee item that will be billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ForecastItem {
    /// It.
    pub item_id: FeeItemId,
    /// Its name.
    pub fee_item: String,
    /// What will be billed in each month.
    pub amounts: Vec<Money>,
    /// All of it.
    pub total: Money,
}

/// What the tariffs in force will bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Forecast {
    /// The community.
    pub org_id: OrgId,
    /// Its name.
    pub community: String,
    /// The first day that is looked at.
    pub first_on: Date,
    /// The last.
    pub last_on: Date,
    /// The months, as in `2026-12`.
    pub months: Vec<String>,
    /// The fee items, by name.
    pub items: Vec<ForecastItem>,
    /// Rooms and parking spaces for which something will be billed.
    pub places: i64,
    /// Rooms and parking spaces for which something stands in the way: an area, a payer, a number that is missing.
    pub hindered: i64,
    /// Tariffs that go by meters: what they bill is known when the meters are read.
    pub metered: Vec<String>,
}

impl Forecast {
    /// What will be billed in the month at this place.
    pub fn of_month(&self, nth: usize) -> Money {
        self.items.iter().filter_map(|item| item.amounts.get(nth)).copied().sum()
    }

    /// All that will be billed.
    pub fn total(&self) -> Money {
        self.items.iter().map(|item| item.total).sum()
    }
}
