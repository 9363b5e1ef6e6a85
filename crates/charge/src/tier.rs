//! Tiers: the more is used, the dearer each further unit.

use kernel::Rate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::exact::Exact;

/// One tier: what lies between the tier before and its upper end costs so much each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// The upper end; the last tier has none.
    pub up_to: Option<Decimal>,
    /// The price of one.
    pub rate: Rate,
}

/// Within which time the tiers fill up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// Each bill begins with the first tier.
    Bill,
    /// They go on filling through the calendar year: what was used before must be known.
    Year,
}

/// A tier with what was used of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The place of the tier, from 1.
    pub tier: usize,
    /// How much was used of it.
    pub quantity: Exact,
    /// The price of one.
    pub rate: Rate,
}

/// Whether the tiers rise and only the last is open.
pub fn in_order(tiers: &[Tier]) -> bool {
    let ends: Vec<Option<Decimal>> = tiers.iter().map(|tier| tier.up_to).collect();
    let Some((last, before)) = ends.split_last() else { return false };
    last.is_none()
        && before.iter().all(|end| end.is_some_and(|end| end > Decimal::ZERO))
        && before.windows(2).all(|pair| pair[0] < pair[1])
}

/// Which tiers a quantity fills when so much was used before. `None` beyond what can be counted.
pub fn fill(tiers: &[Tier], before: Exact, quantity: Exact) -> Option<Vec<Filled>> {
    let (mut at, end) = (before, before.plus(quantity)?);
    let mut filled = Vec::new();
    for (index, tier) in tiers.iter().enumerate() {
        let upper = match tier.up_to {
            Some(upper) => Exact::decimal(upper)?.min(end),
            None => end,
        };
        if upper > at {
            filled.push(Filled { tier: index + 1, quantity: upper.minus(at)?, rate: tier.rate });
            at = upper;
        }
    }
    Some(filled)
}

/// What the filled tiers cost, in fen.
pub fn cost(filled: &[Filled]) -> Option<Exact> {
    filled.iter().try_fold(Exact::ZERO, |sum, one| sum.plus(one.quantity.times(Exact::rate(one.rate))?))
}
