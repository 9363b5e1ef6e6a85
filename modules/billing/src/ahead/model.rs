//! Months that come, and what they will be billed at.

use charge::Period;
use kernel::{Date, Money};
use property::PlaceId;
use schemars::JsonSchema;
use serde::Serialize;
use tariff::Fee;

/// Which months of a room are asked for.
#[derive(Debug, Clone, Copy)]
pub struct AskAhead {
    /// The room or parking space.
    pub place_id: PlaceId,
    /// The kind of fee.
    pub kind: Fee,
    /// How many months.
    pub months: u32,
    /// The first day that may be asked for: what lies before is paid ahead already.
    pub from: Option<Date>,
}

/// A period that comes, as a run will bill it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AheadLine {
    /// The fee item.
    pub fee_item: String,
    /// The first day.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// What it will be billed at.
    pub amount: Money,
}

/// Months that come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// Their days.
    pub days: Period,
    /// The periods, the first first.
    pub lines: Vec<AheadLine>,
}

impl Ahead {
    /// All of it.
    pub fn total(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// So many months behind them.
    pub fn behind(&self, months: u32) -> Period {
        Period::of(self.days.to, charge::period::plus_months(self.days.to, i64::from(months)))
    }
}
