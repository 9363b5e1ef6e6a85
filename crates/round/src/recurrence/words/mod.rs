//! A recurrence told to people: 「每月第二个星期三 09:00」, "every month on the second Wednesday at 09:00".

mod english;
mod mandarin;

use chrono::{NaiveTime, Timelike, Weekday};
use kernel::Lang;

use super::{
    Recurrence,
    rule::{Frequency, NthDay, Rule},
    walk::Picks,
};

/// How many single dates or times of day are named before the rest is only counted.
const NAMED: usize = 6;

impl Recurrence {
    /// In words. A time of day is named unless it is midnight, which stands for the whole day.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => mandarin::tell(self),
            Lang::En => english::tell(self),
        }
    }
}

/// The weekdays of a rule: those that come every week, and those counted within the month or year.
fn week_days(picks: &Picks) -> (Vec<Weekday>, Vec<(i8, Weekday)>) {
    let every = picks.week_days.iter().filter(|d| d.nth.is_none()).map(|d| d.day).collect();
    let counted = picks.week_days.iter().filter_map(|NthDay { nth, day }| nth.map(|nth| (nth, *day))).collect();
    (every, counted)
}

/// Whether nth weekdays are counted in each month, not in the year.
fn counts_in_month(rule: &Rule, picks: &Picks) -> bool {
    rule.frequency == Frequency::Monthly || !picks.months.is_empty()
}

/// Numbers with runs of three and more told as from–to.
fn runs<T: Copy + Into<i64>>(values: &[T]) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for value in values.iter().map(|v| (*v).into()) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == value => *last = value,
            _ => runs.push((value, value)),
        }
    }
    let split = |(from, to): (i64, i64)| if to - from == 1 { vec![(from, from), (to, to)] } else { vec![(from, to)] };
    runs.into_iter().flat_map(split).collect()
}

/// The runs in words: `one` says a number, `between` a run.
fn told<T: Copy + Into<i64>>(
    values: &[T],
    one: impl Fn(i64) -> String,
    between: impl Fn(i64, i64) -> String,
) -> Vec<String> {
    runs(values).into_iter().map(|(from, to)| if from == to { one(from) } else { between(from, to) }).collect()
}

/// The times of day as people write them, unless they are midnight alone.
fn clock(times: &[NaiveTime]) -> Vec<String> {
    if times == [NaiveTime::MIN] {
        return Vec::new();
    }
    times.iter().map(|t| format!("{:02}:{:02}", t.hour(), t.minute())).collect()
}
