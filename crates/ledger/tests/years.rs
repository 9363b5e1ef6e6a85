//! Seeded random years of money: after every command the invariants of the README hold. `STEWARD_MONEY_SEEDS` asks for more than the
//! ordinary number of years.

use std::collections::BTreeMap;

use kernel::{Date, Id, Instant, Money};
use ledger::{
    Account, AccountId, Act, Book, Command, EntryId, Fate, Posting, Refusal, Side, Taken, Totals, View, chart,
    trial::{Trial, sum_of_all},
    verify::verify,
};
use uuid::Uuid;

/// A small generator with a good spread: the same seed gives the same year.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }
    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

const ACCOUNTS: u64 = 12;
const COMMANDS: u64 = 250;

fn account(n: u64) -> AccountId {
    Id::from_uuid(Uuid::from_u128(u128::from(n) + 1))
}

fn first_day() -> Date {
    Date::of(2026, 1, 1).expect("a day")
}

fn book() -> Book {
    let mut book = Book::default();
    for n in 0..ACCOUNTS {
        let line = chart::CHART[n as usize % chart::CHART.len()];
        let code = line.code.to_owned();
        let (holder, payee) = (Some(format!("room {n}")), None);
        let opened_on = first_day();
        book.open(Account {
            id: account(n),
            code,
            kind: line.kind,
            holder,
            payee,
            floor: line.floor,
            opened_on,
            closed_on: None,
        });
    }
    book
}

fn lines(chance: &mut Chance) -> Vec<Posting> {
    let amount = chance.below(1_000_000) as i64 + 1;
    let weights: Vec<u64> = (0..=chance.below(3)).map(|_| chance.below(9) + 1).collect();
    let mut lines = vec![Posting::debit(account(chance.below(ACCOUNTS)), Money(amount))];
    let parts = Money(amount).allocate(&weights);
    lines.extend(
        parts.into_iter().filter(|part| part.0 > 0).map(|part| Posting::credit(account(chance.below(ACCOUNTS)), part)),
    );
    if chance.below(40) == 0 {
        lines[0].amount = Money(amount + 1);
    }
    lines
}

fn command(chance: &mut Chance, book: &Book, n: u64, now: Instant) -> Command {
    let made: Vec<EntryId> = book.entries().iter().map(|entry| entry.command.id).collect();
    if !made.is_empty() && chance.below(12) == 0 {
        // Sent again, once in a while with something else under the same id.
        let mut again = book.entry(chance.pick(&made)).expect("made").command.clone();
        if chance.below(3) == 0 {
            again.memo.push('!');
        }
        return again;
    }
    let id = Id::from_uuid(Uuid::from_u128(u128::from(n) + 1_000));
    let on = first_day().plus_days((n * 365 / COMMANDS) as i64 - chance.below(40) as i64);
    let on = on.max(first_day());
    let target = if made.is_empty() { id } else { chance.pick(&made) };
    let act = match chance.below(10) {
        0..=4 => Act::Post { postings: lines(chance) },
        5 | 6 => Act::Hold { postings: lines(chance), expires: Instant(now.0 + chance.below(30) as i64 * 1_000_000) },
        7 => Act::Settle { hold: target, part: None },
        8 => {
            if chance.below(2) == 0 {
                Act::Void { hold: target }
            } else {
                Act::Expire { hold: target }
            }
        }
        _ => Act::Reverse { of: target, reason: "wrong".into() },
    };
    let adjusts = (chance.below(6) == 0).then(|| "audit".to_owned());
    Command { adjusts, memo: format!("no. {n}"), ..Command::new(id, on, act) }
}

/// Balances counted the slow way, from the lines alone.
fn recounted(book: &Book) -> BTreeMap<AccountId, (i64, i64)> {
    let mut sums: BTreeMap<AccountId, (i64, i64)> = BTreeMap::new();
    for posting in book.entries().iter().flat_map(|entry| &entry.postings) {
        let sum = sums.entry(posting.account).or_default();
        match posting.side {
            Side::Debit => sum.0 += posting.amount.0,
            Side::Credit => sum.1 += posting.amount.0,
        }
    }
    sums
}

fn holds_after(book: &Book, seed: u64) {
    let all = || (0..ACCOUNTS).map(|n| book.totals(account(n)));
    assert_eq!(sum_of_all(all()), Money::ZERO, "I2, seed {seed}");
    let held: i64 = all().map(|totals| totals.held_debits - totals.held_credits).sum();
    assert_eq!(held, 0, "what is on hold balances, seed {seed}");
    if let Some(last) = book.entries().last() {
        let side = |side| last.postings.iter().filter(|p| p.side == side).map(|p| p.amount.0).sum::<i64>();
        assert_eq!(side(Side::Debit), side(Side::Credit), "I1, seed {seed}");
        assert!(last.postings.iter().all(|p| p.amount.0 > 0), "I1, seed {seed}");
    }
}

/// One year; returns how often each thing happened, so that the test can say it saw everything.
fn year(seed: u64) -> BTreeMap<&'static str, u64> {
    let mut chance = Chance(seed);
    let mut book = book();
    let mut seen: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut resolved: BTreeMap<EntryId, Fate> = BTreeMap::new();
    for n in 0..COMMANDS {
        let now = Instant(n as i64 * 1_000_000);
        if n > 0 && n.is_multiple_of(25) {
            let until = first_day().plus_days((n * 365 / COMMANDS) as i64 - 30);
            *seen.entry("closed").or_default() += u64::from(book.close(until).is_ok());
        }
        if n > 0 && n.is_multiple_of(60) {
            let last = book.closed_until().expect("closed before");
            book.reopen(last, "late paper").expect("the last one opens");
        }
        let command = command(&mut chance, &book, n, now);
        let (before, closed) = (book.entries().len(), book.closed_until());
        let (on, adjusts) = (command.on, command.adjusts.is_some());
        let known = book.entry(command.id).map(|entry| entry.command == command);
        let taken = book.take(command, now);
        let grown = book.entries().len() - before;
        match &taken {
            Ok(Taken::New(_)) => {
                assert!(known.is_none() && grown == 1, "I4, seed {seed}");
                assert_eq!(closed.is_some_and(|until| on <= until), adjusts, "I11, seed {seed}");
                *seen.entry("recorded").or_default() += 1;
            }
            Ok(Taken::Again(_)) => assert!(known == Some(true) && grown == 0, "I4, seed {seed}"),
            Err(refusal) => {
                assert_eq!(grown, 0, "what is refused leaves nothing, seed {seed}");
                assert_eq!(known == Some(false), *refusal == Refusal::Conflict, "I4, seed {seed}");
            }
        }
        let what = match taken {
            Ok(Taken::Again(_)) => "again",
            Err(Refusal::Conflict) => "conflict",
            Err(Refusal::PeriodClosed { .. }) => "period",
            Err(Refusal::HoldOver) => "hold over",
            Err(Refusal::Below { .. }) => "below",
            Err(Refusal::Unbalanced { .. }) => "unbalanced",
            _ => "other",
        };
        *seen.entry(what).or_default() += 1;
        holds_after(&book, seed);
        for entry in book.entries() {
            if let Some(fate) = book.fate(entry.command.id) {
                let first = *resolved.entry(entry.command.id).or_insert(fate);
                assert_eq!(first, fate, "I5: resolved once, seed {seed}");
            }
        }
    }
    at_the_end(&book, seed);
    seen
}

fn at_the_end(book: &Book, seed: u64) {
    let sums = recounted(book);
    let kept: BTreeMap<AccountId, Totals> = book.accounts().map(|a| (a.id, book.totals(a.id))).collect();
    for (id, totals) in &kept {
        assert_eq!((totals.debits, totals.credits), sums.get(id).copied().unwrap_or_default(), "I9, seed {seed}");
    }
    let accounts: Vec<Account> = book.accounts().cloned().collect();
    assert_eq!(verify(&accounts, book.periods(), book.entries(), &kept), [], "seed {seed}");
    for month in 1..=12 {
        let from = Date::of(2026, month, 1).expect("a day");
        let until = Date::of(2026, month, 28).expect("a day");
        assert!(Trial::of(book, from, until).balances(), "month {month}, seed {seed}");
    }
    // Balanced at every prefix, seen from any day.
    for known in (0..=book.entries().len() as u64).step_by(17) {
        assert_eq!(sum_of_all(book.as_of(first_day().plus_days(200), known).into_values()), Money::ZERO);
    }
}

#[allow(clippy::disallowed_methods, reason = "the nightly run asks for more seeds")]
fn seeds() -> u64 {
    std::env::var("STEWARD_MONEY_SEEDS").ok().and_then(|given| given.parse().ok()).unwrap_or(24)
}

#[test]
fn years_of_money_keep_every_rule() {
    let mut seen: BTreeMap<&'static str, u64> = BTreeMap::new();
    for seed in 0..seeds() {
        for (what, count) in year(seed) {
            *seen.entry(what).or_default() += count;
        }
    }
    for what in ["recorded", "again", "conflict", "period", "hold over", "below", "unbalanced", "closed"] {
        assert!(seen.get(what).is_some_and(|count| *count > 0), "no year saw `{what}`: {seen:?}");
    }
}

#[test]
fn what_was_tampered_with_is_found() {
    let mut chance = Chance(7);
    let mut book = book();
    for n in 0..80 {
        let now = Instant(n as i64 * 1_000_000);
        let command = command(&mut chance, &book, n, now);
        book.take(command, now).ok();
    }
    let accounts: Vec<Account> = book.accounts().cloned().collect();
    let kept: BTreeMap<AccountId, Totals> = book.accounts().map(|a| (a.id, book.totals(a.id))).collect();
    let found = |entries: &[ledger::Entry], kept: &BTreeMap<AccountId, Totals>| {
        let mut rules: Vec<_> = verify(&accounts, book.periods(), entries, kept).into_iter().map(|b| b.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    };
    assert!(found(book.entries(), &kept).is_empty());
    let at = book.entries().iter().position(|entry| !entry.postings.is_empty()).expect("money moved");
    let mut dearer = book.entries().to_vec();
    dearer[at].postings[0].amount = Money(dearer[at].postings[0].amount.0 + 1);
    let rules = found(&dearer, &kept);
    assert!(rules.contains(&"I1") && rules.contains(&"I3"), "{rules:?}");
    let mut shorter = book.entries().to_vec();
    shorter.remove(at);
    assert!(found(&shorter, &kept).contains(&"I3"));
    let mut richer = kept.clone();
    richer.entry(account(0)).or_default().debits += 1;
    assert_eq!(found(book.entries(), &richer), ["I9"]);
}
