//! A line of a bill with all it came from.

use kernel::{Date, Message, Money};
use serde::{Deserialize, Serialize};

use crate::{
    exact::Exact,
    finding::Finding,
    meter::Usage,
    period::Period,
    relief::Relief,
    rounding::Rounding,
    sharing::CostShare,
    subject::Measures,
    tariff::{Billing, FeeClass, Price},
    tier::Filled,
    told,
};

/// What names a line: one bill for an item, an object and a period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BillKey {
    /// The code of the tariff.
    pub tariff: String,
    /// The object.
    pub subject: String,
    /// The first day of the period.
    pub from: Date,
}

/// Days within a line for which price, measures, payer and relief are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The days.
    pub days: Period,
    /// The price as it held.
    pub price: Price,
    /// What the object measured.
    pub measures: Measures,
    /// Who pays.
    pub payer: String,
    /// The relief that was granted.
    pub relief: Option<Relief>,
    /// How often the price counts: months and parts of months, or the part of the use that falls on these days.
    pub times: Exact,
    /// What was used in these days, by tiers where there are any.
    pub tiers: Vec<Filled>,
    /// The amount in fen, with surcharge, after relief.
    pub amount: Exact,
}

/// What one payer has to pay of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Who.
    pub payer: String,
    /// How much.
    pub amount: Money,
}

/// A line of a bill: its amount, and everything it came from. Written whole beside its bill, it needs nothing else to be told years later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What names it.
    pub key: BillKey,
    /// The kind of fee.
    pub class: FeeClass,
    /// When the fee comes.
    pub billing: Billing,
    /// The period.
    pub period: Period,
    /// The days of it that are charged.
    pub days: Period,
    /// The day of its bill.
    pub bill_on: Date,
    /// The day by which it is to be paid.
    pub due_on: Date,
    /// The days of one price, measure, payer and relief each.
    pub parts: Vec<Part>,
    /// What was used.
    pub usage: Option<Usage>,
    /// The cost it is a share of.
    #[serde(default)]
    pub shared: Option<CostShare>,
    /// Taken off beside that.
    pub off: Money,
    /// The sum in fen before rounding.
    pub exact: Exact,
    /// How it was rounded.
    pub rounding: Rounding,
    /// What is owed.
    pub amount: Money,
    /// Who owes how much of it; the sum is the amount.
    pub shares: Vec<Share>,
    /// What should be looked at; written down as sentences and not read back.
    #[serde(default, skip_deserializing)]
    pub notices: Vec<Finding>,
}

impl Line {
    /// How it came about, sentence by sentence.
    pub fn told(&self) -> Vec<Message> {
        told::sentences(self)
    }
}

/// Splits an amount by exact weights so that the parts add up to it (largest remainder; ties go to the earlier part). Equal parts where no
/// weight is above nothing. `None` beyond what can be counted.
pub fn split(amount: Money, weights: &[Exact]) -> Option<Vec<Money>> {
    if weights.is_empty() {
        return Some(Vec::new());
    }
    let total = weights.iter().try_fold(Exact::ZERO, |sum, weight| sum.plus(*weight))?;
    if total.is_zero() || weights.iter().any(|weight| weight.is_negative()) {
        return Some(amount.allocate(&vec![1; weights.len()]));
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut rests = Vec::with_capacity(weights.len());
    for (index, weight) in weights.iter().enumerate() {
        let (above, below) = Exact::fen(amount).times(*weight)?.over(total)?.parts();
        parts.push(above.div_euclid(below));
        rests.push((std::cmp::Reverse(Exact::of(above.rem_euclid(below), below)?), index));
    }
    let left = i128::from(amount.0) - parts.iter().sum::<i128>();
    rests.sort();
    for (_, index) in rests.into_iter().take(usize::try_from(left).ok()?) {
        parts[index] += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part).ok().map(Money)).collect()
}
