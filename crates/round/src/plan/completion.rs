//! Plans counted from the last time they were done: one open at a time, the next by whichever trigger comes first.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};
use kernel::{Date, Instant};

use super::{
    CatchUp, Occurrence, Plan, Raised, State, Trigger, View,
    fixed::{alarm_key, meter_key},
    generate::age,
    local::{instant, local, minutes_into},
    slot::Slot,
};
use crate::recurrence::{Frequency, Recurrence};

/// How many may be missed in a row before one is left to be done: some ten years of a daily plan.
const MOST_IN_A_ROW: usize = 4_000;
/// How far ahead a season is looked for, in days.
const YEAR: u64 = 366;

/// What the next one counts from.
struct Last {
    /// The local time it counts from.
    from: NaiveDateTime,
    /// The day the last one was planned for; the next comes after it.
    planned: NaiveDate,
}

/// All rows as they are to be, before time passes over the last.
pub(super) fn rows(plan: &Plan, view: &View, now: Instant, until: Instant) -> Vec<Occurrence> {
    let mut rows = view.history.to_vec();
    rows.sort_by(|a, b| (a.nominal, &a.key).cmp(&(b.nominal, &b.key)));
    // What nobody has touched is planned anew, also when it is overdue: something may have come first while nobody looked.
    let first = view.settled_before.map_or(plan.since, |settled| settled.max(plan.since));
    let unsettled = |row: &Occurrence| Date(row.nominal.date()) >= first;
    rows.retain(|row| !(unsettled(row) && row.waits() && row.state.is_open()));
    while rows.last().is_some_and(|row| unsettled(row) && row.waits()) {
        rows.pop();
    }
    for _ in 0..MOST_IN_A_ROW {
        if rows.iter().any(|row| row.state.is_open()) {
            break;
        }
        let Some(slot) = following(plan, view, rows.last()) else { break };
        let known = view.history.iter().any(|row| row.key == slot.key);
        if slot.release > until && !known {
            break;
        }
        rows.push(slot.row(view));
        if plan.catch_up == CatchUp::SkipWithRecord {
            age(plan, &mut rows, now);
        }
    }
    rows
}

fn following(plan: &Plan, view: &View, last: Option<&Occurrence>) -> Option<Slot> {
    let last = last.map(|row| Last { from: counted_from(row, view), planned: row.nominal.date() });
    let candidates = plan.triggers.iter().filter_map(|trigger| match trigger {
        Trigger::Rule(recurrence) => by_rule(plan, view, recurrence, last.as_ref()),
        Trigger::Meter { meter, every, start } => by_meter(plan, view, (meter, *every, *start), last.as_ref()),
        Trigger::Alarm(alarm) => {
            let after = last.as_ref().map(|last| instant(last.from, view.zone));
            let heard = |raised: &&Raised| raised.alarm == *alarm && raised.at.date(view.zone) >= plan.since;
            let raised = view.alarms.iter().filter(heard);
            let next =
                raised.filter(|raised| after.is_none_or(|after| raised.at > after)).min_by_key(|raised| raised.at)?;
            Some(Slot::of(plan, view, alarm_key(&next.id), local(next.at, view.zone), false))
        }
    });
    let first = candidates.filter(|slot| slot.nominal.date() >= plan.since.0).min_by_key(|slot| slot.nominal)?;
    plan.until.is_none_or(|until| slot_day(&first) <= until).then_some(first)
}

/// The local time the next one counts from.
fn counted_from(row: &Occurrence, view: &View) -> NaiveDateTime {
    match &row.state {
        State::Done { at } | State::Missed { made_up: Some(at) } => local(*at, view.zone),
        _ => row.nominal,
    }
}

fn slot_day(slot: &Slot) -> Date {
    Date(slot.nominal.date())
}

fn by_rule(plan: &Plan, view: &View, recurrence: &Recurrence, last: Option<&Last>) -> Option<Slot> {
    let start = recurrence.start();
    let day = match last {
        None => start.date().max(plan.since.0),
        Some(last) => {
            let rule = recurrence.rule()?;
            let step = later(last.from.date(), rule.frequency, rule.interval)?;
            // Done before its day, a daily one is not due a second time on that day.
            step.max(last.planned.succ_opt()?).max(plan.since.0)
        }
    };
    let day = day.iter_days().take(YEAR as usize).find(|day| plan.in_season(*day))?;
    let nominal = day.and_time(start.time());
    let key = nominal.format("%Y-%m-%d").to_string();
    Some(Slot::of(plan, view, key, nominal, start.time() != NaiveTime::MIN))
}

/// So many days, weeks, months or years later; a month that is too short ends on its last day.
fn later(day: NaiveDate, frequency: Frequency, interval: u16) -> Option<NaiveDate> {
    let n = u32::from(interval);
    let later = match frequency {
        Frequency::Daily => day.checked_add_days(Days::new(n.into())),
        Frequency::Weekly => day.checked_add_days(Days::new(u64::from(n) * 7)),
        Frequency::Monthly => day.checked_add_months(Months::new(n)),
        Frequency::Yearly => day.checked_add_months(Months::new(n.checked_mul(12)?)),
    };
    later.filter(|day| day.year() <= crate::recurrence::LAST_YEAR)
}

/// What a meter is to show for the work to be due, counted from the last time it was done, if ever, at that time.
pub(super) fn mark(view: &View, (meter, every, start): (&str, i64, i64), done: Option<Instant>) -> i64 {
    let readings = view.totals.iter().filter(|reading| reading.meter == meter);
    let begin = done.and_then(|done| readings.take_while(|reading| reading.at <= done).last());
    begin.map_or(start, |reading| reading.total).saturating_add(every.max(1))
}

/// When it was last done, or left out: what the next one counts from.
pub(super) fn last_done(view: &View) -> Option<Instant> {
    let over = view.history.iter().filter(|row| !row.state.is_open()).max_by_key(|row| (row.nominal, &row.key));
    over.map(|row| instant(counted_from(row, view), view.zone))
}

fn by_meter(plan: &Plan, view: &View, (meter, every, start): (&str, i64, i64), last: Option<&Last>) -> Option<Slot> {
    let after = last.map(|last| instant(last.from, view.zone));
    let mark = mark(view, (meter, every, start), after);
    let mut readings = view.totals.iter().filter(|reading| reading.meter == meter);
    let passed = readings.find(|reading| reading.total >= mark && after.is_none_or(|after| reading.at > after))?;
    // Passed already when this edition came, it is due with it.
    let nominal = local(passed.at, view.zone).max(minutes_into(plan.since, 0));
    Some(Slot::of(plan, view, meter_key(meter, mark), nominal, false))
}
