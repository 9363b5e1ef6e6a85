//! Which of a case's limits a reader is shown, and how it is said – pure.

use asset::{PartUsed, RepairTold};
use kernel::{Date, Error, FieldError, Money};
use process::{ClockMark, ClockView, Definition, State};
use serde_json::Value;

use super::model::{CaseRow, Timing};

/// The clock that matters most: one that is overdue and still runs, else the next to be reached, else one that is held, else the
/// last that was missed. `None` when no clock has anything to say.
pub(crate) fn pressing<'a>(state: &State, views: &'a [ClockView]) -> Option<&'a ClockView> {
    let runs = |view: &&ClockView| state.clocks.get(&view.id).is_some_and(|c| c.running_since.is_some());
    let missed = |view: &&ClockView| view.mark == ClockMark::Missed;
    let overdue = views.iter().filter(missed).filter(runs).min_by_key(|v| v.due);
    let next = || views.iter().filter(|v| v.mark == ClockMark::Running).min_by_key(|v| v.due);
    let held = || views.iter().find(|v| v.mark == ClockMark::Paused);
    let last = || views.iter().filter(missed).max_by_key(|v| v.due);
    overdue.or_else(next).or_else(held).or_else(last)
}

/// How a case stands with its limits, from what the table derives of it.
pub(crate) fn timing(open: bool, paused: bool, breached: bool, clock: Option<&ClockView>) -> Option<Timing> {
    if !open {
        return None;
    }
    let overdue = clock.is_some_and(|c| c.mark == ClockMark::Missed);
    if paused {
        Some(Timing::Paused)
    } else if breached || overdue {
        Some(Timing::Late)
    } else if clock.is_some_and(|c| c.mark == ClockMark::Running && c.share >= 80) {
        Some(Timing::Risk)
    } else {
        None
    }
}

/// What a case tells of a repair. Definitions of repairs keep the parts in `parts` or `materials`, what was paid in all in `cost`, and
/// the time of own people in `labour_minutes`.
pub(crate) fn repair_told(row: CaseRow) -> RepairTold {
    let fields = serde_json::from_str::<State>(&row.state).map(|state| state.fields).unwrap_or_default();
    let lines = ["parts", "materials"].into_iter().filter_map(|name| fields.get(name)?.as_array()).flatten();
    RepairTold {
        case: row.id.to_string(),
        number: row.number,
        title: row.title,
        opened_at: row.opened_at,
        parts: lines.filter_map(part_used).collect(),
        paid: fields.get("cost").and_then(Value::as_i64).map(Money),
        labour_minutes: fields.get("labour_minutes").and_then(Value::as_i64).unwrap_or(0),
    }
}

fn part_used(line: &Value) -> Option<PartUsed> {
    Some(PartUsed {
        name: line.get("name")?.as_str()?.to_owned(),
        quantity: line.get("quantity")?.as_i64()?,
        price: line.get("price").and_then(Value::as_i64).map(Money),
    })
}

/// The engine's messages belong to fields of the inner form; the outer form knows them under `input`.
pub(crate) fn at_input(error: Error) -> Error {
    renamed(error, |name| if name.is_empty() { String::new() } else { format!("input.{name}") })
}

/// The pictures of a remark are its files.
pub(crate) fn at_photos(error: Error) -> Error {
    renamed(error, |name| name.replacen("files", "photos", 1))
}

fn renamed(error: Error, name: impl Fn(&str) -> String) -> Error {
    match error {
        Error::Invalid(fields) => {
            let named = |f: FieldError| FieldError { field: name(&f.field), message: f.message };
            Error::Invalid(fields.into_iter().map(named).collect())
        }
        other => other,
    }
}

/// Whether it was refused because it is for others to do.
pub(crate) fn is_of_others(error: &Error) -> bool {
    matches!(error, Error::Broken(message) if message.key == "case-refused-role")
}

/// Refuses what was decided on an old picture of the case.
pub(crate) fn is_current(based_on: Option<i64>, version: i64) -> Result<(), Error> {
    match based_on {
        Some(known) if known != version => Err(Error::Conflict),
        _ => Ok(()),
    }
}

/// The first day of the month in which a day lies.
pub(crate) fn month_start(day: Date) -> Date {
    let text = day.to_string();
    text.get(..8).and_then(|month| format!("{month}01").parse().ok()).unwrap_or(day)
}

/// Whether a definition's action asks for nothing and goes without a second question, so that one press does it.
pub(crate) fn is_one_press(def: &Definition, action: &str) -> bool {
    def.action(action).is_some_and(|a| {
        !a.confirm
            && a.asks.is_empty()
            && a.reasons.is_empty()
            && a.does.is_none_or(|d| d == process::definition::Does::Urge)
            && a.assign != Some(process::definition::Assign::Input)
    })
}
