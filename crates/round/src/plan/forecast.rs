//! When a meter will call for a plan: the mark it is to reach, and about which day, by the last readings.

use kernel::{Date, Instant};

use super::{Anchor, Plan, Total, Trigger, View, completion};

/// How many readings tell how fast a meter counts.
const LATEST: usize = 7;
/// How far ahead a day is told, in microseconds: ten years.
const FARTHEST: i128 = 10 * 366 * 24 * 3_600 * 1_000_000;

/// What is known of the next time a meter calls for a plan. Figures are thousandths of the meter's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The meter's name.
    pub meter: String,
    /// What it is to reach.
    pub mark: i64,
    /// What it has counted by the last reading; `None` when it was never read.
    pub total: Option<i64>,
    /// The day it gets there if it goes on as lately; `None` when it stands still, was read once only, or is there already.
    pub about: Option<Date>,
}

/// What each meter of the plan is to reach next. Nothing is stored.
pub fn forecast(plan: &Plan, view: &View) -> Vec<Forecast> {
    let meters = plan.triggers.iter().filter_map(|trigger| match trigger {
        Trigger::Meter { meter, every, start } => Some((meter.as_str(), *every, *start)),
        Trigger::Rule(_) | Trigger::Alarm(_) => None,
    });
    meters.map(|(meter, every, start)| of_meter(plan, view, (meter, every, start))).collect()
}

fn of_meter(plan: &Plan, view: &View, (meter, every, start): (&str, i64, i64)) -> Forecast {
    let readings: Vec<&Total> = view.totals.iter().filter(|reading| reading.meter == meter).collect();
    let total = readings.last().map(|reading| reading.total);
    let every = every.max(1);
    let mark = match plan.anchor {
        Anchor::Completion => completion::mark(view, (meter, every, start), completion::last_done(view)),
        Anchor::Fixed => {
            let passed = total.unwrap_or(start).saturating_sub(start).max(0) / every;
            start.saturating_add(every.saturating_mul(passed + 1))
        }
    };
    Forecast { meter: meter.to_owned(), mark, total, about: about(&readings, mark).map(|at| at.date(view.zone)) }
}

/// When the meter reaches the mark if it goes on as over the latest readings.
fn about(readings: &[&Total], mark: i64) -> Option<Instant> {
    let latest = readings.get(readings.len().saturating_sub(LATEST)..)?;
    let (first, last) = (latest.first()?, latest.last()?);
    let (used, took) =
        (i128::from(last.total) - i128::from(first.total), i128::from(last.at.0) - i128::from(first.at.0));
    let missing = i128::from(mark) - i128::from(last.total);
    if used <= 0 || took <= 0 || missing <= 0 {
        return None;
    }
    let ahead = missing.checked_mul(took)? / used;
    (ahead <= FARTHEST)
        .then(|| i64::try_from(ahead).ok().map(|ahead| Instant(last.at.0.saturating_add(ahead))))
        .flatten()
}
