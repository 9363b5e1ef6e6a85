//! Whether the ledger takes a command, and which lines it moves: a pure function of what is seen, the command and the time.

use std::collections::BTreeMap;

use kernel::{Date, Instant, Money};

use crate::{
    account::{AccountId, Floor, Side, Standing},
    entry::{Act, Command, Digest, EntryId, Fate, Posting},
    refusal::Refusal,
};

/// The most lines of one entry.
pub const MOST_LINES: usize = 1_000;
/// The greatest amount of one line: ten thousand billion yuan.
pub const GREATEST: Money = Money(1_000_000_000_000_000);

/// What a decision looks at. A table can answer it from the rows a command touches; [`crate::Book`] answers it from memory.
pub trait View {
    /// An account with what has gone over it.
    fn standing(&self, account: AccountId) -> Option<Standing>;
    /// The digest of the command that left this entry.
    fn digest(&self, entry: EntryId) -> Option<Digest>;
    /// The command that left this entry, and the lines it moved.
    fn left(&self, entry: EntryId) -> Option<(Command, Vec<Posting>)>;
    /// What has become of an entry; `None` when nothing has.
    fn fate(&self, entry: EntryId) -> Option<Fate>;
    /// The last closed day.
    fn closed_until(&self) -> Option<Date>;
}

/// What is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The same request was taken before: answer as then, record nothing.
    Again,
    /// Record an entry with these changes.
    Record(Effects),
}

/// What an entry changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effects {
    /// Lines that move money.
    pub postings: Vec<Posting>,
    /// Lines that are put on hold.
    pub holds: Vec<Posting>,
    /// Lines that are no longer on hold.
    pub releases: Vec<Posting>,
    /// What becomes of an earlier entry.
    pub fate: Option<(EntryId, Fate)>,
}

/// Decides on a command.
///
/// # Errors
/// [`Refusal`] with what to do instead; nothing is to be recorded then.
pub fn decide(view: &impl View, command: &Command, now: Instant) -> Result<Decision, Refusal> {
    if let Some(digest) = view.digest(command.id) {
        return if digest == command.digest() { Ok(Decision::Again) } else { Err(Refusal::Conflict) };
    }
    period(view, command)?;
    let effects = match &command.act {
        Act::Post { postings } => Effects { postings: balanced(postings)?, ..Effects::default() },
        Act::Hold { postings, expires } => {
            if *expires <= now {
                return Err(Refusal::HoldExpired { since: *expires });
            }
            Effects { holds: balanced(postings)?, ..Effects::default() }
        }
        Act::Settle { hold, part } => settled(view, command.id, *hold, part.as_deref(), now)?,
        Act::Void { hold } => {
            let (releases, _) = open_hold(view, *hold)?;
            Effects { releases, fate: Some((*hold, Fate::Voided(command.id))), ..Effects::default() }
        }
        Act::Expire { hold } => {
            let (releases, expires) = open_hold(view, *hold)?;
            if now < expires {
                return Err(Refusal::HoldStands { until: expires });
            }
            Effects { releases, fate: Some((*hold, Fate::Expired(command.id))), ..Effects::default() }
        }
        Act::Reverse { of, reason } => reversed(view, command, *of, reason)?,
    };
    accounts(view, command.on, &effects)?;
    Ok(Decision::Record(effects))
}

/// A closed period takes only what says why it adjusts it, and nothing else adjusts.
fn period(view: &impl View, command: &Command) -> Result<(), Refusal> {
    let closed = view.closed_until().filter(|until| command.on <= *until);
    match (&command.adjusts, closed) {
        (None, Some(until)) => Err(Refusal::PeriodClosed { until }),
        (Some(_), None) => Err(Refusal::NothingToAdjust),
        (Some(reason), Some(_)) if reason.trim().is_empty() => Err(Refusal::ReasonMissing),
        _ => Ok(()),
    }
}

fn balanced(postings: &[Posting]) -> Result<Vec<Posting>, Refusal> {
    if postings.is_empty() || postings.len() > MOST_LINES {
        return Err(Refusal::Lines { most: MOST_LINES });
    }
    if let Some(posting) = postings.iter().find(|p| p.amount <= Money::ZERO || p.amount > GREATEST) {
        return Err(Refusal::Amount { amount: posting.amount });
    }
    // A thousand lines of the greatest amount are more than an i64 holds.
    let sum = |side: Side| postings.iter().filter(|p| p.side == side).map(|p| i128::from(p.amount.0)).sum::<i128>();
    let (debits, credits) = (sum(Side::Debit), sum(Side::Credit));
    if debits != credits {
        let shown = |sum: i128| Money(i64::try_from(sum).unwrap_or(i64::MAX));
        return Err(Refusal::Unbalanced { debits: shown(debits), credits: shown(credits) });
    }
    Ok(postings.to_vec())
}

/// The lines of a hold that still stands, and until when it does.
fn open_hold(view: &impl View, hold: EntryId) -> Result<(Vec<Posting>, Instant), Refusal> {
    match view.left(hold) {
        Some((Command { act: Act::Hold { postings, expires }, .. }, _)) => {
            if view.fate(hold).is_some() {
                Err(Refusal::HoldOver)
            } else {
                Ok((postings, expires))
            }
        }
        _ => Err(Refusal::UnknownHold),
    }
}

fn settled(
    view: &impl View,
    id: EntryId,
    hold: EntryId,
    part: Option<&[Posting]>,
    now: Instant,
) -> Result<Effects, Refusal> {
    let (held, expires) = open_hold(view, hold)?;
    if now >= expires {
        return Err(Refusal::HoldExpired { since: expires });
    }
    let postings = match part {
        None => held.clone(),
        Some(part) => {
            let part = balanced(part)?;
            let (wanted, most) = (by_account(&part), by_account(&held));
            for (key, amount) in wanted {
                let most = most.get(&key).copied().unwrap_or_default();
                if amount > most {
                    return Err(Refusal::MoreThanHeld { held: Money(i64::try_from(most).unwrap_or(i64::MAX)) });
                }
            }
            part
        }
    };
    Ok(Effects { postings, releases: held, fate: Some((hold, Fate::Settled(id))), ..Effects::default() })
}

fn reversed(view: &impl View, command: &Command, of: EntryId, reason: &str) -> Result<Effects, Refusal> {
    let (was, postings) = view.left(of).ok_or(Refusal::UnknownEntry)?;
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    if postings.is_empty() || matches!(was.act, Act::Reverse { .. }) {
        return Err(Refusal::NotReversible);
    }
    if view.fate(of).is_some() {
        return Err(Refusal::ReversedAlready);
    }
    if command.on < was.on {
        return Err(Refusal::BeforeEntry { on: was.on });
    }
    let postings = postings.into_iter().map(Posting::mirrored).collect();
    Ok(Effects { postings, fate: Some((of, Fate::Reversed(command.id))), ..Effects::default() })
}

fn by_account(postings: &[Posting]) -> BTreeMap<(AccountId, Side), i128> {
    let mut sums = BTreeMap::new();
    for posting in postings {
        *sums.entry((posting.account, posting.side)).or_default() += i128::from(posting.amount.0);
    }
    sums
}

/// Every account is known, takes entries on the day, and stays above its floor where it is drawn upon.
fn accounts(view: &impl View, on: Date, effects: &Effects) -> Result<(), Refusal> {
    let moved = effects.postings.iter().chain(&effects.holds);
    let mut after: BTreeMap<AccountId, (Standing, Money)> = BTreeMap::new();
    for posting in moved.chain(&effects.releases) {
        if after.contains_key(&posting.account) {
            continue;
        }
        let standing = view.standing(posting.account).ok_or(Refusal::UnknownAccount(posting.account))?;
        let before = standing.totals.available(standing.account.kind.normal());
        after.insert(posting.account, (standing, before));
    }
    for posting in effects.postings.iter().chain(&effects.holds) {
        if let Some((standing, _)) = after.get(&posting.account).filter(|(s, _)| !s.account.takes(on)) {
            return Err(Refusal::AccountClosed { code: standing.account.code.clone(), on });
        }
    }
    apply(effects, |posting, change| {
        let too_much = Refusal::Amount { amount: posting.amount };
        let (standing, _) = after.get_mut(&posting.account).ok_or(Refusal::UnknownAccount(posting.account))?;
        standing.totals = change(standing.totals).ok_or(too_much)?;
        Ok(())
    })?;
    for (standing, before) in after.values() {
        let available = standing.totals.available(standing.account.kind.normal());
        if standing.account.floor == Floor::Zero && available < Money::ZERO && available < *before {
            let wanted = Money(before.0.saturating_sub(available.0));
            return Err(Refusal::Below { code: standing.account.code.clone(), available: *before, wanted });
        }
    }
    Ok(())
}

/// Goes through the lines of an entry in order: what is no longer on hold, what moves, what is put on hold.
pub fn apply<E>(
    effects: &Effects,
    mut each: impl FnMut(&Posting, &dyn Fn(crate::Totals) -> Option<crate::Totals>) -> Result<(), E>,
) -> Result<(), E> {
    for p in &effects.releases {
        each(p, &|totals| totals.held(p.side, -p.amount))?;
    }
    for p in &effects.postings {
        each(p, &|totals| totals.posted(p.side, p.amount))?;
    }
    for p in &effects.holds {
        each(p, &|totals| totals.held(p.side, p.amount))?;
    }
    Ok(())
}
