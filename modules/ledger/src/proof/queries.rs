//! Whether every rule held at every moment of every book, and what is kept follows from its log.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Db, Tx};
use kernel::{Date, Money, OrgId, Result, Scope};
use ledger::{Account, Act, Entry, EntryId, Periods, series, verify};

use super::store;
use crate::posting::{rules::add, store::by_entry};

/// A rule of a book that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whose book.
    pub org: OrgId,
    /// The invariant, as the README of the engine numbers them: `I1`.
    pub rule: &'static str,
    /// The place in the log, 0 when it concerns no single entry.
    pub seq: u64,
    /// What is not as it should be.
    pub what: String,
}

/// Reads every book again.
///
/// # Errors
/// Those of the database.
pub async fn findings(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut findings = Vec::new();
    for org in store::books(&mut tx).await? {
        let mut book = Book { org, findings: Vec::new() };
        book.read(&mut tx).await?;
        findings.append(&mut book.findings);
    }
    Ok(findings)
}

/// What stands on the accounts of a line that holders have, in every unit: the unit, the holder, the debits less the credits. For papers
/// that prove themselves against the book; the transaction is the owner's.
///
/// # Errors
/// Those of the database.
pub async fn held_balances(tx: &mut Tx, code: &str) -> Result<Vec<(OrgId, String, Money)>> {
    store::held_balances(tx, code).await
}

/// What was posted on accounts of a line in all units, reversals apart, by unit and entry: its day, and what moved there. For the proofs of
/// modules whose papers stand against that line.
///
/// # Errors
/// Those of the database.
pub async fn posted_on(tx: &mut Tx, code: &str) -> Result<BTreeMap<(OrgId, EntryId), (Date, Money)>> {
    let found = store::posted_on(tx, code).await?;
    Ok(found.into_iter().map(|(org, entry, on, amount)| ((org, entry), (on, amount))).collect())
}

struct Book {
    org: OrgId,
    findings: Vec<Finding>,
}

impl Book {
    fn tell(&mut self, rule: &'static str, seq: u64, what: impl Into<String>) {
        self.findings.push(Finding { org: self.org, rule, seq, what: what.into() });
    }

    async fn read(&mut self, tx: &mut Tx) -> Result<()> {
        let accounts = store::accounts(tx, self.org).await?;
        let entries = self.entries(tx).await?;
        let periods = self.periods(tx).await?;
        let kept = accounts.iter().map(|row| (row.id, row.totals())).collect();
        let known: Vec<Account> = accounts.iter().map(|row| row.account()).collect();
        for breach in verify::verify(&known, &periods, &entries, &kept) {
            self.tell(breach.rule, breach.seq, breach.what);
        }
        let head = store::head(tx, self.org).await?;
        if u64::try_from(head.entries).ok() != Some(entries.len() as u64) {
            self.tell("I3", 0, format!("the book counts {} entries and has {}", head.entries, entries.len()));
        }
        if entries.last().is_some_and(|last| last.seal.as_slice() != head.seal) {
            self.tell("I3", 0, "the book does not end with the seal it says");
        }
        if head.closed_until != periods.closed_until() {
            self.tell(
                "I11",
                0,
                format!("the book is closed until {:?}, it says {:?}", periods.closed_until(), head.closed_until),
            );
        }
        self.days(tx, &entries, &known).await?;
        self.holds(tx, &entries).await?;
        self.numbers(tx).await
    }

    async fn entries(&mut self, tx: &mut Tx) -> Result<Vec<Entry>> {
        let rows = store::entries(tx, self.org).await?;
        let (mut lines, mut held) =
            (by_entry(store::lines(tx, self.org).await?), by_entry(store::held(tx, self.org).await?));
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let (postings, held) =
                (lines.remove(&row.id).unwrap_or_default(), held.remove(&row.id).unwrap_or_default());
            let command = row.command(&postings, &held);
            let seq = u64::try_from(row.seq).unwrap_or_default();
            if row.digest != command.digest() {
                self.tell("I4", seq, "the request is not the one whose digest was kept");
            }
            let seal = row.seal.as_slice().try_into().unwrap_or_default();
            entries.push(Entry { seq, at: row.recorded_at, command, postings, seal });
        }
        if !lines.is_empty() || !held.is_empty() {
            self.tell("I3", 0, "there are lines of entries that are not in the log");
        }
        for (seq, amount) in store::crooked(tx, self.org).await? {
            self.tell(
                "I1",
                u64::try_from(seq).unwrap_or_default(),
                format!("it says {amount} moved, its lines say otherwise"),
            );
        }
        Ok(entries)
    }

    async fn periods(&mut self, tx: &mut Tx) -> Result<Periods> {
        let mut periods = Periods::default();
        for (until, after, reason) in store::closings(tx, self.org).await? {
            let after = u64::try_from(after).unwrap_or_default();
            let turned = match reason {
                None => periods.close(until, after),
                Some(reason) => periods.reopen(until, &reason, after),
            };
            if turned.is_err() {
                self.tell("I11", after, format!("the turn at {until} could not have been made"));
            }
        }
        Ok(periods)
    }

    async fn days(&mut self, tx: &mut Tx, entries: &[Entry], accounts: &[Account]) -> Result<()> {
        let codes: BTreeMap<_, _> = accounts.iter().map(|account| (account.id, account.code.as_str())).collect();
        let mut sums = BTreeMap::new();
        for entry in entries {
            for posting in &entry.postings {
                add(&mut sums, codes.get(&posting.account).copied().unwrap_or_default(), entry, posting);
            }
        }
        for row in store::days(tx, self.org).await? {
            let found = sums.remove(&(row.code.clone(), row.entry_on)).unwrap_or_default();
            if found != (row.debits_fen, row.credits_fen, row.adjusting_fen) {
                self.tell("I9", 0, format!("{} on {} is not what the log makes it", row.code, row.entry_on));
            }
        }
        for (code, on) in sums.into_keys() {
            self.tell("I9", 0, format!("{code} on {on} is kept nowhere"));
        }
        Ok(())
    }

    async fn holds(&mut self, tx: &mut Tx, entries: &[Entry]) -> Result<()> {
        let mut standing = BTreeSet::new();
        for entry in entries {
            match &entry.command.act {
                Act::Hold { .. } => drop(standing.insert(entry.command.id)),
                Act::Settle { hold, .. } | Act::Void { hold } | Act::Expire { hold } => drop(standing.remove(hold)),
                Act::Post { .. } | Act::Reverse { .. } => {}
            }
        }
        let kept: BTreeSet<_> = store::holds(tx, self.org).await?.into_iter().collect();
        if kept != standing {
            self.tell("I5", 0, "the holds that stand are not those the log leaves");
        }
        Ok(())
    }

    async fn numbers(&mut self, tx: &mut Tx) -> Result<()> {
        let mut given: BTreeMap<String, Vec<series::Number>> = BTreeMap::new();
        for (series, within, nth) in store::numbers(tx, self.org).await? {
            let count = u64::try_from(nth).unwrap_or_default();
            given.entry(series).or_default().push(series::Number { within, count });
        }
        for (series, numbers) in given {
            for flaw in series::flaws(&numbers) {
                self.tell("I10", 0, format!("{series} {flaw}"));
            }
        }
        Ok(())
    }
}
