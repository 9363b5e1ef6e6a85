//! The trial balance of a period, by line of the chart or by account: what stood, what moved, what stands.

use std::collections::BTreeMap;

use kernel::{Date, Money};

use crate::{account::Totals, book::Book};

/// One line of a trial balance. What stands on the debit side is positive, on the credit side negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Row {
    /// What stood before the first day, debit positive.
    pub opening: Money,
    /// What moved on the debit side.
    pub debits: Money,
    /// What moved on the credit side.
    pub credits: Money,
    /// Of both, what entries moved that adjusted a closed period.
    pub adjusting: Money,
    /// What stands after the last day, debit positive.
    pub closing: Money,
}

/// A trial balance: a line for each line of the chart of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trial {
    /// The lines by their code.
    pub rows: BTreeMap<String, Row>,
}

impl Trial {
    /// The trial balance from the first to the last day.
    pub fn of(book: &Book, from: Date, until: Date) -> Self {
        let codes: BTreeMap<_, &str> = book.accounts().map(|account| (account.id, account.code.as_str())).collect();
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for (account, totals) in book.as_of(from.plus_days(-1), u64::MAX) {
            let row = rows.entry(codes.get(&account).copied().unwrap_or_default().to_owned()).or_default();
            row.opening = row.opening + totals.balance(crate::Side::Debit);
        }
        for entry in book.entries().iter().filter(|entry| (from..=until).contains(&entry.command.on)) {
            for posting in &entry.postings {
                let row = rows.entry(codes.get(&posting.account).copied().unwrap_or_default().to_owned()).or_default();
                match posting.side {
                    crate::Side::Debit => row.debits = row.debits + posting.amount,
                    crate::Side::Credit => row.credits = row.credits + posting.amount,
                }
                if entry.command.adjusts.is_some() {
                    row.adjusting = row.adjusting + posting.amount;
                }
            }
        }
        for row in rows.values_mut() {
            row.closing = row.opening + row.debits - row.credits;
        }
        Self { rows }
    }

    /// Whether both sides agree: everything that stood, moved and stands adds up to nothing.
    pub fn balances(&self) -> bool {
        let sum = |of: fn(&Row) -> Money| self.rows.values().map(of).sum::<Money>();
        sum(|row| row.opening) == Money::ZERO
            && sum(|row| row.debits) == sum(|row| row.credits)
            && sum(|row| row.closing) == Money::ZERO
    }
}

/// The sum of all accounts, debit positive: nothing, at every moment.
pub fn sum_of_all(totals: impl IntoIterator<Item = Totals>) -> Money {
    totals.into_iter().map(|totals| totals.balance(crate::Side::Debit)).sum()
}
