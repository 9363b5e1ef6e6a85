//! Which claims a payment pays, and in which order: rules as data, the same answer whatever order the claims come in.

use std::{cmp::Ordering, collections::BTreeSet};

use charge::{Exact, FeeClass, line::split};
use kernel::Money;
use serde::{Deserialize, Serialize};

use crate::{
    claim::{ClaimKind, Open},
    refusal::Refusal,
};

/// What comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "classes")]
pub enum By {
    /// The bills that were ticked.
    Chosen,
    /// Penalties before what they are for.
    PenaltyFirst,
    /// What was billed before its penalties.
    PrincipalFirst,
    /// What is due longest.
    OldestDue,
    /// The kinds of fee in this order; others after them.
    Classes(Vec<FeeClass>),
    /// The smallest amount.
    Smallest,
}

/// How money is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// One after the other.
    #[default]
    InOrder,
    /// Over all in proportion to what is owed.
    Proportional,
}

/// Whether a claim may be paid in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Partial {
    /// It may.
    #[default]
    Allowed,
    /// It is passed over when the money does not suffice.
    PassedOver,
}

/// The order in which money pays claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What comes first; what these leave open goes by the day it is due, the bill and the kind.
    pub by: Vec<By>,
    /// How money is spread.
    pub spread: Spread,
    /// Whether a claim may be paid in part.
    pub partial: Partial,
    /// Whether only what was ticked is paid.
    pub only_chosen: bool,
}

impl Default for Order {
    fn default() -> Self {
        let by = vec![By::Chosen, By::OldestDue, By::PrincipalFirst];
        Self { by, spread: Spread::InOrder, partial: Partial::Allowed, only_chosen: false }
    }
}

/// What pays a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The bill.
    pub bill: String,
    /// What is paid of it.
    pub kind: ClaimKind,
    /// How much.
    pub amount: Money,
}

/// A payment over claims. What was applied and the rest are the payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Allocation {
    /// What was paid, in order.
    pub applied: Vec<Applied>,
    /// What is left, for a prepayment.
    pub rest: Money,
}

impl Allocation {
    /// What was applied.
    pub fn sum(&self) -> Money {
        self.applied.iter().map(|one| one.amount).sum()
    }
}

/// Spreads money over open claims; `chosen` are the bills that were ticked.
///
/// # Errors
/// The money is below nothing, a claim stands twice, or is overpaid.
pub fn allocate(money: Money, open: &[Open], order: &Order, chosen: &[String]) -> Result<Allocation, Refusal> {
    if money < Money::ZERO {
        return Err(Refusal::Amount(money));
    }
    let mut seen = BTreeSet::new();
    for claim in open {
        if !seen.insert((&claim.bill, claim.kind)) {
            return Err(Refusal::Twice(claim.bill.clone()));
        }
        if claim.owed < Money::ZERO {
            return Err(Refusal::Overpaid(claim.bill.clone()));
        }
    }
    let ticked = |claim: &Open| chosen.contains(&claim.bill);
    let mut queue: Vec<&Open> = open.iter().filter(|claim| !order.only_chosen || ticked(claim)).collect();
    queue.sort_by(|a, b| before(a, b, order, &ticked));
    let applied = match order.spread {
        Spread::InOrder => in_order(money, &queue, order.partial),
        Spread::Proportional => proportional(money, &queue)?,
    };
    let rest = money - applied.iter().map(|one| one.amount).sum::<Money>();
    Ok(Allocation { applied, rest })
}

fn before(a: &Open, b: &Open, order: &Order, ticked: &dyn Fn(&Open) -> bool) -> Ordering {
    let by = order.by.iter().map(|by| match by {
        By::Chosen => ticked(b).cmp(&ticked(a)),
        By::PenaltyFirst => b.kind.cmp(&a.kind),
        By::PrincipalFirst => a.kind.cmp(&b.kind),
        By::OldestDue => a.due_on.cmp(&b.due_on),
        By::Classes(classes) => {
            let place = |claim: &Open| classes.iter().position(|class| *class == claim.class).unwrap_or(classes.len());
            place(a).cmp(&place(b))
        }
        By::Smallest => a.owed.cmp(&b.owed),
    });
    by.fold(Ordering::Equal, Ordering::then).then_with(|| (a.due_on, &a.bill, a.kind).cmp(&(b.due_on, &b.bill, b.kind)))
}

fn applied(claim: &Open, amount: Money) -> Applied {
    Applied { bill: claim.bill.clone(), kind: claim.kind, amount }
}

fn in_order(money: Money, queue: &[&Open], partial: Partial) -> Vec<Applied> {
    let mut left = money;
    let mut list = Vec::new();
    for claim in queue {
        let amount = match partial {
            Partial::PassedOver if claim.owed > left => Money::ZERO,
            _ => claim.owed.min(left),
        };
        if amount > Money::ZERO {
            list.push(applied(claim, amount));
            left = left - amount;
        }
    }
    list
}

fn proportional(money: Money, queue: &[&Open]) -> Result<Vec<Applied>, Refusal> {
    let owed = queue.iter().try_fold(0_i64, |sum, claim| sum.checked_add(claim.owed.0)).ok_or(Refusal::TooMuch)?;
    let spent = money.min(Money(owed));
    let weights: Vec<Exact> = queue.iter().map(|claim| Exact::fen(claim.owed)).collect();
    let parts = split(spent, &weights).ok_or(Refusal::TooMuch)?;
    let pairs = queue.iter().zip(parts).filter(|(_, part)| *part > Money::ZERO);
    Ok(pairs.map(|(claim, part)| applied(claim, part)).collect())
}
