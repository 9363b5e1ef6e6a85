//! Prepaid sub-accounts 预存: general, for management, for utilities – and the nightly deduction of what is billed.

use charge::FeeClass;
use kernel::{Date, Money};
use serde::{Deserialize, Serialize};

use crate::{
    allocation::{Order, allocate},
    claim::{ClaimKind, Open},
    refusal::Refusal,
};

/// A sub-account of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purse {
    /// Its id as it is written.
    pub key: String,
    /// The kinds of fee it is for; any when none is named.
    pub classes: Vec<FeeClass>,
    /// What is in it and not on hold.
    pub available: Money,
}

/// What a sub-account pays of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    /// The sub-account.
    pub purse: String,
    /// The bill.
    pub bill: String,
    /// What is paid of it.
    pub kind: ClaimKind,
    /// How much.
    pub amount: Money,
}

/// What the sub-accounts pay on a day: those for few kinds of fee before those for many, the general one last. `allowed` says which kinds of
/// fee may be deducted at all.
///
/// # Errors
/// As [`allocate`].
pub fn deduct(
    purses: &[Purse],
    open: &[Open],
    order: &Order,
    on: Date,
    allowed: &dyn Fn(FeeClass) -> bool,
) -> Result<Vec<Deduction>, Refusal> {
    let mut left: Vec<Open> =
        open.iter().filter(|claim| claim.billed_on <= on && allowed(claim.class)).cloned().collect();
    let mut queue: Vec<&Purse> = purses.iter().collect();
    queue.sort_by_key(|purse| (purse.classes.is_empty(), purse.classes.len(), &purse.key));
    let mut deductions = Vec::new();
    for purse in queue {
        let mine: Vec<Open> = left
            .iter()
            .filter(|claim| purse.classes.is_empty() || purse.classes.contains(&claim.class))
            .cloned()
            .collect();
        let allocation = allocate(purse.available.max(Money::ZERO), &mine, order, &[])?;
        for applied in allocation.applied {
            if let Some(claim) = left.iter_mut().find(|claim| claim.bill == applied.bill && claim.kind == applied.kind)
            {
                claim.owed = claim.owed - applied.amount;
            }
            let (purse, bill) = (purse.key.clone(), applied.bill);
            deductions.push(Deduction { purse, bill, kind: applied.kind, amount: applied.amount });
        }
        left.retain(|claim| claim.owed > Money::ZERO);
    }
    Ok(deductions)
}
