//! The whole ledger in memory: the log folded into balances. Tests, `verify` and small runs use it; tables keep the same in rows.

use std::collections::BTreeMap;

use kernel::{Date, Instant, Money};

use crate::{
    account::{Account, AccountId, Side, Standing, Totals},
    decide::{Decision, Effects, View, apply, decide},
    entry::{Act, Command, Digest, Entry, EntryId, Fate, Posting},
    period::Periods,
    refusal::Refusal,
};

/// What became of a command that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was recorded; the number is its place in the log.
    New(u64),
    /// It had been recorded before, there.
    Again(u64),
}

/// Accounts, the log, and what follows from it.
#[derive(Debug, Clone, Default)]
pub struct Book {
    accounts: BTreeMap<AccountId, Account>,
    totals: BTreeMap<AccountId, Totals>,
    entries: Vec<Entry>,
    places: BTreeMap<EntryId, usize>,
    fates: BTreeMap<EntryId, Fate>,
    periods: Periods,
}

impl View for Book {
    fn standing(&self, account: AccountId) -> Option<Standing> {
        let totals = self.totals.get(&account).copied().unwrap_or_default();
        self.accounts.get(&account).map(|account| Standing { account: account.clone(), totals })
    }
    fn digest(&self, entry: EntryId) -> Option<Digest> {
        self.entry(entry).map(|entry| entry.command.digest())
    }
    fn left(&self, entry: EntryId) -> Option<(Command, Vec<Posting>)> {
        self.entry(entry).map(|entry| (entry.command.clone(), entry.postings.clone()))
    }
    fn fate(&self, entry: EntryId) -> Option<Fate> {
        self.fates.get(&entry).copied()
    }
    fn closed_until(&self) -> Option<Date> {
        self.periods.closed_until()
    }
}

impl Book {
    /// Adds an account, or puts another edition of it in place.
    pub fn open(&mut self, account: Account) {
        self.accounts.insert(account.id, account);
    }

    /// Takes a command: records an entry, or nothing when the same was taken before.
    ///
    /// # Errors
    /// As [`decide`].
    pub fn take(&mut self, command: Command, now: Instant) -> Result<Taken, Refusal> {
        match decide(self, &command, now)? {
            Decision::Again => Ok(Taken::Again(self.places.get(&command.id).map_or(0, |place| *place as u64 + 1))),
            Decision::Record(effects) => Ok(Taken::New(self.record(command, effects, now))),
        }
    }

    pub(crate) fn record(&mut self, command: Command, effects: Effects, at: Instant) -> u64 {
        let seq = self.entries.len() as u64 + 1;
        let before = self.entries.last().map_or([0; 32], |last| last.seal);
        let seal = Entry::sealed(&before, seq, at, &command, &effects.postings);
        let totals = &mut self.totals;
        let folded: Result<(), ()> = apply(&effects, |posting, change| {
            let total = totals.entry(posting.account).or_default();
            *total = change(*total).unwrap_or(*total);
            Ok(())
        });
        debug_assert!(folded.is_ok(), "folding has nothing to refuse");
        self.fates.extend(effects.fate);
        self.places.insert(command.id, self.entries.len());
        self.entries.push(Entry { seq, at, command, postings: effects.postings, seal });
        seq
    }

    /// Closes everything up to and with a day.
    ///
    /// # Errors
    /// As [`Periods::close`].
    pub fn close(&mut self, until: Date) -> Result<(), Refusal> {
        self.periods.close(until, self.entries.len() as u64)
    }

    /// Opens the period that was closed last.
    ///
    /// # Errors
    /// As [`Periods::reopen`].
    pub fn reopen(&mut self, until: Date, reason: &str) -> Result<(), Refusal> {
        self.periods.reopen(until, reason, self.entries.len() as u64)
    }

    /// The log, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One entry of the log.
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.places.get(&id).and_then(|place| self.entries.get(*place))
    }

    /// The accounts, by id.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// What has gone over an account.
    pub fn totals(&self, account: AccountId) -> Totals {
        self.totals.get(&account).copied().unwrap_or_default()
    }

    /// The closings there have been.
    pub const fn periods(&self) -> &Periods {
        &self.periods
    }

    /// The posted balance on the side on which the account grows; nothing for an unknown one.
    pub fn balance(&self, account: AccountId) -> Money {
        let side = self.accounts.get(&account).map(|account| account.kind.normal());
        side.map_or(Money::ZERO, |side| self.totals(account).balance(side))
    }

    /// What can still be moved away from an account.
    pub fn available(&self, account: AccountId) -> Money {
        let side = self.accounts.get(&account).map(|account| account.kind.normal());
        side.map_or(Money::ZERO, |side| self.totals(account).available(side))
    }

    /// What stood on the accounts at the end of a day, as it was known when the log had so many entries: what counts for a day may be
    /// recorded later. Holds do not count.
    pub fn as_of(&self, day: Date, known: u64) -> BTreeMap<AccountId, Totals> {
        let mut totals: BTreeMap<AccountId, Totals> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.seq <= known && entry.command.on <= day) {
            for posting in &entry.postings {
                let total = totals.entry(posting.account).or_default();
                *total = total.posted(posting.side, posting.amount).unwrap_or(*total);
            }
        }
        totals
    }

    /// The holds whose time is over: each wants an [`Act::Expire`].
    pub fn overdue_holds(&self, now: Instant) -> Vec<EntryId> {
        let stands = |entry: &&Entry| match entry.command.act {
            Act::Hold { expires, .. } => expires <= now && !self.fates.contains_key(&entry.command.id),
            _ => false,
        };
        self.entries.iter().filter(stands).map(|entry| entry.command.id).collect()
    }

    /// The lines of one account within days, oldest day first, each with the balance after it on its normal side.
    pub fn statement(&self, account: AccountId, from: Date, until: Date) -> Vec<StatementLine> {
        let side = self.accounts.get(&account).map_or(Side::Debit, |account| account.kind.normal());
        let before = self.as_of(from.plus_days(-1), u64::MAX).get(&account).copied().unwrap_or_default();
        let mut entries: Vec<&Entry> =
            self.entries.iter().filter(|entry| (from..=until).contains(&entry.command.on)).collect();
        entries.sort_by_key(|entry| (entry.command.on, entry.seq));
        let mut balance = before.balance(side);
        let mut lines = Vec::new();
        for entry in entries {
            for posting in entry.postings.iter().filter(|posting| posting.account == account) {
                balance = if posting.side == side { balance + posting.amount } else { balance - posting.amount };
                lines.push(StatementLine { entry: entry.command.id, on: entry.command.on, posting: *posting, balance });
            }
        }
        lines
    }
}

/// A line of one account's statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementLine {
    /// The entry.
    pub entry: EntryId,
    /// The day it counts for.
    pub on: Date,
    /// What moved.
    pub posting: Posting,
    /// The balance after it, on the side on which the account grows.
    pub balance: Money,
}
