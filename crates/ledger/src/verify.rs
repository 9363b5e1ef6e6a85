//! The log read again from its first entry: whether every rule held at every moment, and the kept balances follow from it.

use std::collections::BTreeMap;

use kernel::{Date, Money};

use crate::{
    account::{Account, AccountId, Side, Totals},
    book::Book,
    decide::{Decision, View, decide},
    entry::{Command, Digest, Entry, EntryId, Fate, Posting},
    period::Periods,
};

/// A rule that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The invariant, as the README numbers them: `I1`.
    pub rule: &'static str,
    /// The place in the log, 0 when it concerns no single entry.
    pub seq: u64,
    /// What is not as it should be.
    pub what: String,
}

/// Reads a log again.
///
/// `kept` are the balances as they stand in the tables. Whatever differs from what follows from the log is told; nothing is mended.
pub fn verify(
    accounts: &[Account],
    periods: &Periods,
    entries: &[Entry],
    kept: &BTreeMap<AccountId, Totals>,
) -> Vec<Breach> {
    let mut replay = Replay { book: Book::default(), closed: None, breaches: Vec::new() };
    accounts.iter().for_each(|account| replay.book.open(account.clone()));
    let mut before: Digest = [0; 32];
    for (index, entry) in entries.iter().enumerate() {
        let seq = index as u64 + 1;
        replay.closed = periods.closed_after(index as u64);
        if entry.seq != seq {
            replay.tell("I3", seq, format!("the log has no entry {seq}: it goes on with {}", entry.seq));
        }
        if entry.seal != Entry::sealed(&before, entry.seq, entry.at, &entry.command, &entry.postings) {
            replay.tell("I3", seq, "the seal does not fit: the entry or one before it was changed".to_owned());
        }
        before = entry.seal;
        replay.entry(seq, entry);
    }
    let mut breaches = replay.breaches;
    let touched: std::collections::BTreeSet<_> =
        kept.keys().chain(accounts.iter().map(|account| &account.id)).copied().collect();
    for account in touched {
        let (kept, found) = (kept.get(&account).copied().unwrap_or_default(), replay.book.totals(account));
        if kept != found {
            let what = format!("account {account} stands at {kept:?}, the log makes it {found:?}");
            breaches.push(Breach { rule: "I9", seq: 0, what });
        }
    }
    breaches
}

struct Replay {
    book: Book,
    closed: Option<Date>,
    breaches: Vec<Breach>,
}

/// The book as it stood, with the closing of that moment.
impl View for Replay {
    fn standing(&self, account: AccountId) -> Option<crate::Standing> {
        self.book.standing(account)
    }
    fn digest(&self, entry: EntryId) -> Option<Digest> {
        self.book.digest(entry)
    }
    fn left(&self, entry: EntryId) -> Option<(Command, Vec<Posting>)> {
        self.book.left(entry)
    }
    fn fate(&self, entry: EntryId) -> Option<Fate> {
        self.book.fate(entry)
    }
    fn closed_until(&self) -> Option<Date> {
        self.closed
    }
}

impl Replay {
    fn tell(&mut self, rule: &'static str, seq: u64, what: String) {
        self.breaches.push(Breach { rule, seq, what });
    }

    fn entry(&mut self, seq: u64, entry: &Entry) {
        let sum = |side: Side| entry.postings.iter().filter(|p| p.side == side).map(|p| p.amount).sum::<Money>();
        if sum(Side::Debit) != sum(Side::Credit) {
            self.tell("I1", seq, format!("debit {} and credit {} differ", sum(Side::Debit), sum(Side::Credit)));
        }
        match decide(self, &entry.command, entry.at) {
            Ok(Decision::Record(effects)) => {
                if effects.postings != entry.postings {
                    self.tell("I9", seq, "the lines are not those the command makes".to_owned());
                }
                self.book.record(entry.command.clone(), effects, entry.at);
            }
            Ok(Decision::Again) => self.tell("I4", seq, "the same request stands twice".to_owned()),
            Err(refusal) => {
                let rule = match refusal {
                    crate::Refusal::Conflict => "I4",
                    crate::Refusal::UnknownHold | crate::Refusal::HoldOver => "I5",
                    crate::Refusal::PeriodClosed { .. } | crate::Refusal::NothingToAdjust => "I11",
                    crate::Refusal::Unbalanced { .. } | crate::Refusal::Amount { .. } => "I1",
                    _ => "I9",
                };
                self.tell(rule, seq, refusal.message().english(crate::WORDS.1));
            }
        }
        let all = self.book.accounts().map(|account| self.book.totals(account.id)).collect::<Vec<_>>();
        // Summing all accounts behind every entry would cost the square of the log; what moved is enough, the whole is looked at now and then.
        if seq.is_multiple_of(1_024) && crate::trial::sum_of_all(all) != Money::ZERO {
            self.tell("I2", seq, "the accounts do not add up to nothing".to_owned());
        }
    }
}
