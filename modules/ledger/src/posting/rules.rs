//! What commands make of the rows they touch – pure: the engine decides, this folds what it says.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Instant};
use ledger::{
    AccountId, Command, Decision, Digest, Entry, EntryId, Fate, Posting, Refusal, Standing, View, chart,
    decide::{Effects, apply, decide},
};

use super::model::{AccountKind, EntryAct, Head, Posted, Wanted};

/// An entry that is in the book already, as far as commands ask for it.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    pub command: Command,
    pub postings: Vec<Posting>,
}

/// The rows that commands touch, and what becomes of them.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub head: Head,
    pub standings: BTreeMap<AccountId, Standing>,
    pub past: BTreeMap<EntryId, Past>,
    pub digests: BTreeMap<EntryId, (i64, Digest)>,
    pub fates: BTreeMap<EntryId, Fate>,
    /// New entries with what they change, in their order.
    pub fresh: Vec<(Entry, Effects)>,
    /// The accounts they change.
    pub changed: BTreeSet<AccountId>,
}

impl View for Sheet {
    fn standing(&self, account: AccountId) -> Option<Standing> {
        self.standings.get(&account).cloned()
    }
    fn digest(&self, entry: EntryId) -> Option<Digest> {
        self.digests.get(&entry).map(|(_, digest)| *digest)
    }
    fn left(&self, entry: EntryId) -> Option<(Command, Vec<Posting>)> {
        self.past.get(&entry).map(|past| (past.command.clone(), past.postings.clone()))
    }
    fn fate(&self, entry: EntryId) -> Option<Fate> {
        self.fates.get(&entry).copied()
    }
    fn closed_until(&self) -> Option<Date> {
        self.head.closed_until
    }
}

impl Sheet {
    /// Takes a command: a new entry, or nothing when the same was taken before.
    pub fn take(&mut self, command: Command, now: Instant) -> Result<Posted, Refusal> {
        let id = command.id;
        let effects = match decide(self, &command, now)? {
            Decision::Again => {
                let seq = self.digests.get(&id).map_or(0, |(seq, _)| *seq);
                return Ok(Posted { id, seq, again: true });
            }
            Decision::Record(effects) => effects,
        };
        let seq = self.head.entries + 1;
        let place = u64::try_from(seq).unwrap_or_default();
        let before: Digest = self.head.seal.as_slice().try_into().unwrap_or_default();
        let seal = Entry::sealed(&before, place, now, &command, &effects.postings);
        let standings = &mut self.standings;
        let changed = &mut self.changed;
        apply(&effects, |posting, change| {
            let standing = standings.get_mut(&posting.account).ok_or(Refusal::UnknownAccount(posting.account))?;
            standing.totals = change(standing.totals).ok_or(Refusal::Amount { amount: posting.amount })?;
            changed.insert(posting.account);
            Ok(())
        })?;
        self.fates.extend(effects.fate);
        self.digests.insert(id, (seq, command.digest()));
        self.past.insert(id, Past { command: command.clone(), postings: effects.postings.clone() });
        self.head.entries = seq;
        self.head.seal = seal.to_vec();
        let entry = Entry { seq: place, at: now, command, postings: effects.postings.clone(), seal };
        self.fresh.push((entry, effects));
        Ok(Posted { id, seq, again: false })
    }

    /// What the new entries move, by line of the chart and day: debits, credits, and what of both adjusts closed days.
    pub fn by_day(&self) -> BTreeMap<(String, Date), (i64, i64, i64)> {
        let mut sums: BTreeMap<(String, Date), (i64, i64, i64)> = BTreeMap::new();
        for (entry, effects) in &self.fresh {
            for posting in &effects.postings {
                let code = self.standings.get(&posting.account).map_or("", |s| s.account.code.as_str());
                add(&mut sums, code, entry, posting);
            }
        }
        sums
    }
}

/// Counts a line of an entry on its day.
pub(crate) fn add(sums: &mut BTreeMap<(String, Date), (i64, i64, i64)>, code: &str, entry: &Entry, posting: &Posting) {
    let sum = sums.entry((code.to_owned(), entry.command.on)).or_default();
    let (debit, credit) = super::model::sides(posting);
    sum.0 = sum.0.saturating_add(debit.0);
    sum.1 = sum.1.saturating_add(credit.0);
    if entry.command.adjusts.is_some() {
        sum.2 = sum.2.saturating_add(posting.amount.0);
    }
}

/// What becomes of an entry by another that names it.
pub(crate) fn fate(act: EntryAct, by: EntryId) -> Option<Fate> {
    match act {
        EntryAct::Settle => Some(Fate::Settled(by)),
        EntryAct::Void => Some(Fate::Voided(by)),
        EntryAct::Expire => Some(Fate::Expired(by)),
        EntryAct::Reverse => Some(Fate::Reversed(by)),
        EntryAct::Post | EntryAct::Hold => None,
    }
}

/// The kind of a wanted account, and whether it has a floor; nothing for a line the chart does not have.
pub(crate) fn nature(code: &str) -> Option<(AccountKind, bool)> {
    let line = chart::line_of(code)?;
    Some((line.kind.into(), line.floor == ledger::Floor::Zero))
}

/// Wanted accounts, each once.
pub(crate) fn distinct(wanted: &[Wanted]) -> Vec<&Wanted> {
    let key = |one: &Wanted| (one.code.clone(), one.holder.clone(), one.payee.clone());
    let mut seen = BTreeSet::new();
    wanted.iter().filter(|one| seen.insert(key(one))).collect()
}
