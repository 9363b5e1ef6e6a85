//! Claims: what somebody owes by a bill, and what has become of it day by day.

use charge::{FeeClass, Timeline};
use kernel::{Date, Money};
use serde::{Deserialize, Serialize};

/// What is owed of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// What the bill is for.
    Principal,
    /// 违约金: what its late payment costs.
    Penalty,
}

/// What changed a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// Paid, by whatever way; a payment taken back is below nothing.
    Paid,
    /// Credited or waived.
    Credited,
    /// Given up as lost.
    WrittenOff,
    /// The bill was voided.
    Voided,
}

/// A change of a claim on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The day it counts for.
    pub on: Date,
    /// What it was.
    pub what: Moved,
    /// How much less is owed.
    pub amount: Money,
}

/// A claim with all that has become of it. Nothing of it is ever overwritten, so any day can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The bill.
    pub bill: String,
    /// What is owed of it.
    pub kind: ClaimKind,
    /// The kind of fee.
    pub class: FeeClass,
    /// The object.
    pub subject: String,
    /// Who owes it.
    pub payer: String,
    /// The day of the bill.
    pub billed_on: Date,
    /// The day by which it is to be paid.
    pub due_on: Date,
    /// What was billed.
    pub amount: Money,
    /// What has become of it, in any order.
    pub moves: Vec<Move>,
}

/// A claim as far as it is open on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The bill.
    pub bill: String,
    /// What is owed of it.
    pub kind: ClaimKind,
    /// The kind of fee.
    pub class: FeeClass,
    /// The object.
    pub subject: String,
    /// The day of the bill.
    pub billed_on: Date,
    /// The day by which it is to be paid.
    pub due_on: Date,
    /// What is still owed.
    pub owed: Money,
}

impl Claim {
    /// What was owed at the end of a day: nothing before the day of the bill.
    pub fn owed(&self, on: Date) -> Money {
        if on < self.billed_on {
            return Money::ZERO;
        }
        self.amount - self.moved(on, None)
    }

    /// What had become of it by the end of a day, of one kind or all.
    pub fn moved(&self, on: Date, what: Option<Moved>) -> Money {
        let counts = |one: &&Move| one.on <= on && what.is_none_or(|what| one.what == what);
        self.moves.iter().filter(counts).map(|one| one.amount).sum()
    }

    /// What of it can still be credited or written off on a day: what is owed, whatever was paid stays paid.
    pub fn open(&self, on: Date) -> Option<Open> {
        let owed = self.owed(on);
        (owed > Money::ZERO).then(|| Open {
            bill: self.bill.clone(),
            kind: self.kind,
            class: self.class,
            subject: self.subject.clone(),
            billed_on: self.billed_on,
            due_on: self.due_on,
            owed,
        })
    }

    /// What was owed from which day on: penalties go by it. A payment helps from its own day on.
    pub fn balances(&self) -> Timeline<Money> {
        let mut days: Vec<Date> = self.moves.iter().map(|one| one.on.max(self.billed_on)).collect();
        days.push(self.billed_on);
        Timeline::of(days.into_iter().map(|on| (on, self.owed(on))))
    }
}
