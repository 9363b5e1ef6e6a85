//! Plans anchored on the calendar: each trigger makes its own occurrences, whatever became of the last.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use kernel::{Date, Instant, Span};

use super::{
    CalendarShift, Occurrence, Plan, Trigger, View,
    local::local,
    slot::{FARTHEST_SHIFT, Slot},
};
use crate::recurrence::Recurrence;

/// All rows as they are to be, before time passes over them: in the order they are due.
pub(super) fn rows(plan: &Plan, view: &View, now: Instant, until: Instant) -> Vec<Occurrence> {
    let first = view.settled_before.map_or(plan.since, |settled| settled.max(plan.since));
    let mut slots = slots(plan, view, first, until);
    let mut rows = Vec::with_capacity(view.history.len() + slots.len());
    for known in view.history {
        let slot = slots.remove(&known.key);
        let still_planned = Date(known.nominal.date()) >= first;
        // What has passed stays as it was, whatever has been edited since.
        if !still_planned || !known.waits() || known.closes <= now {
            rows.push(known.clone());
        } else if let Some(slot) = slot {
            rows.push(slot.row(view));
        }
    }
    rows.extend(slots.into_values().filter(|slot| slot.release <= until).map(|slot| slot.row(view)));
    rows.sort_by(|a, b| (a.nominal, &a.key).cmp(&(b.nominal, &b.key)));
    rows
}

/// Every time it is due up to the horizon, and up to the last row there is.
fn slots(plan: &Plan, view: &View, first: Date, until: Instant) -> BTreeMap<String, Slot> {
    let shift = if plan.calendar_shift == CalendarShift::None { 0 } else { FARTHEST_SHIFT };
    let widest = plan.lead + plan.window.before + Span::days(shift + 1);
    let last_row = view.history.iter().map(|row| row.nominal.date()).max();
    let last = Date(local(until + widest, view.zone).date());
    let last = last_row.map_or(last, |row| last.max(Date(row)));
    let last = plan.until.map_or(last, |end| last.min(end));
    let mut slots = BTreeMap::new();
    for trigger in &plan.triggers {
        match trigger {
            Trigger::Rule(recurrence) => by_rule(plan, view, recurrence, (first, last), &mut slots),
            Trigger::Meter { meter, every, start } => {
                for (mark, at) in marks(view, meter, *every, *start) {
                    let key = meter_key(meter, mark);
                    event(plan, view, key, at, (first, last), &mut slots);
                }
            }
            Trigger::Alarm(alarm) => {
                for raised in view.alarms.iter().filter(|raised| raised.alarm == *alarm) {
                    event(plan, view, alarm_key(&raised.id), raised.at, (first, last), &mut slots);
                }
            }
        }
    }
    slots
}

fn by_rule(plan: &Plan, view: &View, recurrence: &Recurrence, days: (Date, Date), slots: &mut BTreeMap<String, Slot>) {
    let times = recurrence.times_of_day();
    let (timed, several) = (times != [NaiveTime::MIN], times.len() > 1);
    let from = days.0.0.and_time(NaiveTime::MIN);
    for nominal in recurrence.from(from).take_while(|at| at.date() <= days.1.0).filter(|at| plan.in_season(at.date())) {
        let key = nominal.format(if several { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%d" }).to_string();
        slots.entry(key.clone()).or_insert_with(|| Slot::of(plan, view, key, nominal, timed));
    }
}

/// Something that happened calls for the work on the day it happened.
fn event(plan: &Plan, view: &View, key: String, at: Instant, days: (Date, Date), slots: &mut BTreeMap<String, Slot>) {
    let nominal = local(at, view.zone);
    let day = Date(nominal.date());
    if day >= days.0 && day <= days.1 && plan.in_season(nominal.date()) {
        slots.insert(key.clone(), Slot::of(plan, view, key, nominal, false));
    }
}

/// The marks a meter has passed, and when; of several passed between two readings the last.
fn marks(view: &View, meter: &str, every: i64, start: i64) -> Vec<(i64, Instant)> {
    let every = every.max(1);
    let mut passed = 0;
    let mut marks = Vec::new();
    for reading in view.totals.iter().filter(|reading| reading.meter == meter) {
        let count = (reading.total.saturating_sub(start)).div_euclid(every);
        if count > passed {
            passed = count;
            marks.push((start.saturating_add(count.saturating_mul(every)), reading.at));
        }
    }
    marks
}

pub(super) fn meter_key(meter: &str, mark: i64) -> String {
    format!("meter:{meter}:{mark}")
}

pub(super) fn alarm_key(id: &str) -> String {
    format!("alarm:{id}")
}
