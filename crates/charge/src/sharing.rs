//! Costs that several share: split by largest remainder, so that the parts are the whole to the fen.

use kernel::{Message, Money, Rate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{exact::Exact, finding::Finding, line::split, period::Period, told};

/// One of those who share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The object.
    pub subject: String,
    /// What its share goes by: area, people, 1 for equal shares. Nothing when it is not known.
    pub weight: Option<Exact>,
    /// The days it takes part; its share goes by them as well.
    pub days: Period,
}

/// What becomes of those whose share cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Nothing is split until all are known.
    Refuse,
    /// They are left out and named; the others bear the whole.
    LeaveOut,
}

/// What was used in common, and what one of it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InCommon {
    /// What was used, without loss.
    pub quantity: Decimal,
    /// Added for loss, in hundredths of a percent.
    pub loss: u32,
    /// The price of one.
    pub rate: Rate,
}

/// What a line of a shared cost came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostShare {
    /// The whole cost.
    pub total: Money,
    /// What was used in common, where the cost was measured.
    pub in_common: Option<InCommon>,
    /// What the share goes by.
    pub weight: Exact,
    /// The same of all who share.
    pub sum: Exact,
    /// The share.
    pub amount: Money,
}

impl CostShare {
    /// How it came about.
    pub(crate) fn told(&self) -> Vec<Message> {
        let cost = self.in_common.as_ref().map(|used| {
            Message::of("charge-told-shared-use")
                .with("quantity", used.quantity.normalize())
                .with("loss", Decimal::new(i64::from(used.loss), 2).normalize())
                .with("price", told::rate(used.rate))
                .with("amount", self.total)
        });
        let share = Message::of("charge-told-shared")
            .with("total", self.total)
            .with("weight", self.weight.shown(4))
            .with("sum", self.sum.shown(4))
            .with("amount", self.amount);
        cost.into_iter().chain([share]).collect()
    }
}

/// The share of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    /// The object.
    pub subject: String,
    /// What it goes by: the weight for the days it takes part.
    pub weight: Exact,
    /// How much.
    pub amount: Money,
    /// How it came about.
    pub told: Message,
}

/// A cost as it was split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portions {
    /// The shares, in the order of those who share; their sum is the whole.
    pub portions: Vec<Portion>,
    /// The sum of what they go by.
    pub sum: Exact,
    /// Who was left out, and why.
    pub left_out: Vec<(String, Finding)>,
}

/// Splits a cost among those who share it in a period.
///
/// # Errors
/// Nobody shares it, somebody's share is not known and must be, or a number is beyond what can be counted.
pub fn share(total: Money, period: Period, members: &[Member], unknown: Unknown) -> Result<Portions, Vec<Finding>> {
    if total < Money::ZERO {
        return Err(vec![Finding::Negative(total.to_string())]);
    }
    let mut left_out = Vec::new();
    let mut taking: Vec<(&Member, Exact)> = Vec::new();
    for member in members {
        let days = member.days.within(period).days();
        let weight = member.weight.filter(|weight| !weight.is_negative() && !weight.is_zero());
        match weight {
            None => left_out.push((member.subject.clone(), Finding::WeightMissing(member.subject.clone()))),
            Some(_) if days == 0 => {}
            Some(weight) => {
                let part = Exact::of(i128::from(days), i128::from(period.days())).and_then(|part| weight.times(part));
                taking.push((member, part.ok_or_else(|| vec![Finding::TooLarge])?));
            }
        }
    }
    if unknown == Unknown::Refuse && !left_out.is_empty() {
        return Err(left_out.into_iter().map(|(_, finding)| finding).collect());
    }
    if taking.is_empty() {
        return Err(vec![Finding::NobodyShares]);
    }
    let weights: Vec<Exact> = taking.iter().map(|(_, weight)| *weight).collect();
    let sum = weights.iter().try_fold(Exact::ZERO, |sum, weight| sum.plus(*weight));
    let (amounts, sum) = split(total, &weights).zip(sum).ok_or_else(|| vec![Finding::TooLarge])?;
    let portions = taking.into_iter().zip(amounts).map(|((member, weight), amount)| Portion {
        subject: member.subject.clone(),
        weight,
        amount,
        told: Message::of("charge-told-shared")
            .with("total", total)
            .with("weight", weight.shown(4))
            .with("sum", sum.shown(4))
            .with("amount", amount),
    });
    Ok(Portions { portions: portions.collect(), sum, left_out })
}

/// The cost of what was used in common: so much at a price, with loss in hundredths of a percent. Rounded to the fen, half up.
///
/// # Errors
/// Beyond what can be counted.
pub fn cost(quantity: Exact, rate: Rate, loss: u32) -> Result<(Money, Message), Finding> {
    let whole = Exact::of(i128::from(loss) + 10_000, 10_000);
    let fen = whole.and_then(|whole| quantity.times(whole)).and_then(|quantity| quantity.times(Exact::rate(rate)));
    let fen = fen.filter(|fen| !fen.is_negative()).ok_or(Finding::TooLarge)?;
    let amount = crate::Rounding::default().apply(fen).ok_or(Finding::TooLarge)?;
    let told = Message::of("charge-told-shared-use")
        .with("quantity", quantity.shown(4))
        .with("loss", Decimal::new(i64::from(loss), 2).normalize())
        .with("price", told::rate(rate))
        .with("amount", amount);
    Ok((amount, told))
}
