//! Generation: from a plan, its history and the time to what is to be written.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Instant, Span};

use super::{Anchor, CatchUp, Occurrence, Plan, State, View, completion, fixed, local::instant};

/// What is to be written about a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A row that is not there yet.
    Add(Occurrence),
    /// The row of this key is to read so: it has been given out, is missed, or untouched and moved.
    Update(Occurrence),
    /// The plan no longer has this untouched row.
    Withdraw(String),
}

/// What is to be written so that every time the plan is due, up to those given out within `horizon` from now, has its row, and
/// each row stands where it must stand now. Writing only the first of it and asking again comes to the same; asking again after
/// all of it was written gives nothing.
pub fn occurrences(plan: &Plan, view: &View, now: Instant, horizon: Span) -> Vec<Change> {
    let until = now + horizon;
    let mut rows = match plan.anchor {
        Anchor::Fixed => fixed::rows(plan, view, now, until),
        Anchor::Completion => completion::rows(plan, view, now, until),
    };
    age(plan, &mut rows, now);
    changes(view.history, rows)
}

/// How much further than the horizon the next one is looked for, in days.
const FURTHER: [i64; 4] = [3, 35, 400, 1_500];

/// When to look at the plan again: before that instant, [`occurrences`] gives nothing new unless the plan, its readings, alarms or
/// calendar change. `view` holds the rows as they are after what it gave was written.
pub fn wake(plan: &Plan, view: &View, now: Instant, horizon: Span) -> Instant {
    let waiting = view.history.iter().filter(|row| row.state.is_open());
    let of_rows = waiting.flat_map(|row| [row.release, row.closes]);
    // That a later one may be done is what an overdue one waits for.
    let openings = view.history.iter().map(|row| row.opens);
    let next = FURTHER.iter().find_map(|days| {
        let changes = occurrences(plan, view, now, horizon + Span::days(*days));
        let added = changes.iter().filter_map(|change| match change {
            Change::Add(row) => Some(row.release - horizon),
            Change::Update(_) | Change::Withdraw(_) => None,
        });
        added.min()
    });
    let far = now + Span::days(FURTHER[FURTHER.len() - 1]);
    of_rows.chain(openings).chain(next).filter(|at| *at > now).min().unwrap_or(far).min(far)
}

/// What the plan will bring until then, its rows included, as if each were done on its day. Nothing of it is stored.
pub fn preview(plan: &Plan, view: &View, now: Instant, until: Instant) -> Vec<Occurrence> {
    let mut history = view.history.to_vec();
    loop {
        let changes = occurrences(plan, &View { history: &history, ..*view }, now, until - now);
        let grown = changes.iter().any(|change| matches!(change, Change::Add(_)));
        apply(&mut history, changes);
        if plan.anchor == Anchor::Fixed || !grown {
            break;
        }
        // The next one counts from the day this one is done.
        for row in history.iter_mut().filter(|row| row.state.is_open()) {
            row.state = State::Done { at: instant(row.day.0.and_time(row.nominal.time()), view.zone) };
        }
    }
    for row in &mut history {
        if matches!(row.state, State::Done { .. }) && !view.history.iter().any(|known| known.key == row.key) {
            row.state = State::Planned;
        }
    }
    history.retain(|row| row.release <= until);
    history
}

/// The rows after a change, in the order they are due.
pub fn apply(history: &mut Vec<Occurrence>, changes: Vec<Change>) {
    for change in changes {
        match change {
            Change::Add(row) => history.push(row),
            Change::Update(row) => {
                history.iter_mut().filter(|known| known.key == row.key).for_each(|known| *known = row.clone())
            }
            Change::Withdraw(key) => history.retain(|known| known.key != key),
        }
    }
    history.sort_by(|a, b| (a.nominal, &a.key).cmp(&(b.nominal, &b.key)));
}

/// Time passes over rows in the order they are due.
pub(super) fn age(plan: &Plan, rows: &mut [Occurrence], now: Instant) {
    // The triggers of which a later one may be done already.
    let mut open_later: BTreeSet<String> = BTreeSet::new();
    for row in rows.iter_mut().rev() {
        if row.state == State::Planned && row.release <= now {
            row.state = State::Released;
        }
        if matches!(row.state, State::Planned | State::Released) && row.closes <= now {
            let given_up = match plan.catch_up {
                CatchUp::OneOverdue => open_later.contains(called_by(&row.key)),
                CatchUp::All => false,
                CatchUp::SkipWithRecord => true,
            };
            if given_up {
                row.state = State::Missed { made_up: None };
            }
        }
        if row.opens <= now && !matches!(row.state, State::Skipped(_)) && !open_later.contains(called_by(&row.key)) {
            open_later.insert(called_by(&row.key).to_owned());
        }
    }
}

/// What called for an occurrence: the calendar, a meter, or an alarm, each of which must be seen to.
fn called_by(key: &str) -> &str {
    if key.starts_with("alarm:") {
        key
    } else if key.starts_with("meter:") {
        key.rsplit_once(':').map_or(key, |(meter, _)| meter)
    } else {
        ""
    }
}

/// The changes in the order they are written: what is withdrawn first, so that whoever is stopped half way leaves no row behind that
/// something else has come before.
fn changes(history: &[Occurrence], rows: Vec<Occurrence>) -> Vec<Change> {
    let mut known: BTreeMap<&str, &Occurrence> = history.iter().map(|row| (row.key.as_str(), row)).collect();
    let mut written = Vec::new();
    for row in rows {
        match known.remove(row.key.as_str()) {
            None => written.push(Change::Add(row)),
            Some(before) if *before != row => written.push(Change::Update(row)),
            Some(_) => {}
        }
    }
    let withdrawn = known.into_keys().map(|key| Change::Withdraw(key.to_owned()));
    withdrawn.chain(written).collect()
}
