//! From a rule to its times: period by period, each period's days by what the rule picks.

use std::{collections::btree_set, iter::Peekable, vec};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use super::{
    LAST_YEAR, Recurrence,
    rule::{Ends, Frequency, NthDay, Rule},
};

/// What a rule picks once the start has filled in what it leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picks {
    pub(super) months: Vec<u8>,
    pub(super) month_days: Vec<i8>,
    pub(super) week_days: Vec<NthDay>,
    pub(super) times: Vec<NaiveTime>,
}

impl Picks {
    /// "Information, not contained in the rule, necessary to determine the various recurrence instance start time and dates are
    /// derived from the Start Time" (RFC 5545 §3.3.10).
    pub(super) fn of(rule: &Rule, start: NaiveDateTime) -> Self {
        let mut months = rule.months.clone();
        let mut month_days = rule.month_days.clone();
        let mut week_days = rule.week_days.clone();
        let no_day = month_days.is_empty() && week_days.is_empty() && rule.year_days.is_empty();
        match rule.frequency {
            Frequency::Yearly if no_day && rule.weeks.is_empty() => {
                month_days.push(start.day() as i8);
                if months.is_empty() {
                    months.push(start.month() as u8);
                }
            }
            Frequency::Monthly if no_day => month_days.push(start.day() as i8),
            Frequency::Yearly | Frequency::Weekly if no_day => week_days.push(NthDay::every(start.weekday())),
            _ => {}
        }
        let or = |given: &[u8], own: u32| if given.is_empty() { vec![own as u8] } else { given.to_vec() };
        let (hours, minutes) = (or(&rule.hours, start.hour()), or(&rule.minutes, start.minute()));
        let times = hours
            .iter()
            .flat_map(|hour| minutes.iter().map(move |minute| (*hour, *minute)))
            .filter_map(|(hour, minute)| NaiveTime::from_hms_opt(hour.into(), minute.into(), start.second()))
            .collect();
        Self { months, month_days, week_days, times }
    }

    fn in_month(&self, day: NaiveDate) -> bool {
        self.months.is_empty() || self.months.contains(&(day.month() as u8))
    }

    /// Whether a day of a month it picks is picked.
    fn fit(&self, rule: &Rule, day: Day) -> bool {
        (self.month_days.is_empty()
            || self.month_days.iter().any(|n| is_at((*n).into(), day.of_month, day.month_length)))
            && (rule.year_days.is_empty()
                || rule.year_days.iter().any(|n| is_at((*n).into(), day.of_year, day.year_length)))
            && (self.week_days.is_empty() || self.week_days.iter().any(|nth| self.is_nth(rule, day, *nth)))
            && (rule.weeks.is_empty() || day.in_week(&rule.weeks, rule.week_start))
    }

    fn is_nth(&self, rule: &Rule, day: Day, wanted: NthDay) -> bool {
        if day.weekday != wanted.day.num_days_from_monday() {
            return false;
        }
        let Some(nth) = wanted.nth else { return true };
        let of_month = rule.frequency == Frequency::Monthly || !self.months.is_empty();
        let (index, length) = if of_month { (day.of_month, day.month_length) } else { (day.of_year, day.year_length) };
        is_at(nth.into(), index / 7, index / 7 + (length - 1 - index) / 7 + 1)
    }
}

/// Whether the nth of so many, counted from the end when negative, is the one with this index.
fn is_at(nth: i32, index: u32, length: u32) -> bool {
    let wanted = if nth < 0 { nth + length as i32 } else { nth - 1 };
    wanted == index as i32
}

fn month_length(day: NaiveDate) -> u32 {
    u32::from(day.num_days_in_month())
}

fn year_length(year: i32) -> u32 {
    if NaiveDate::from_yo_opt(year, 366).is_some() { 366 } else { 365 }
}

/// A day by its places, each counted from 0, so that the days of a month can be tested without the calendar.
#[derive(Clone, Copy)]
struct Day {
    year: i32,
    of_month: u32,
    month_length: u32,
    of_year: u32,
    year_length: u32,
    weekday: u32,
}

impl Day {
    fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            of_month: day.day0(),
            month_length: month_length(day),
            of_year: day.ordinal0(),
            year_length: year_length(day.year()),
            weekday: day.weekday().num_days_from_monday(),
        }
    }

    /// So many days later in the same month.
    fn later(self, days: u32) -> Self {
        let weekday = (self.weekday + days) % 7;
        Self { of_month: self.of_month + days, of_year: self.of_year + days, weekday, ..self }
    }

    /// A week belongs to the year that has at least four of its days, and so its fourth.
    fn in_week(self, weeks: &[i8], week_start: Weekday) -> bool {
        let into = (self.weekday + 7 - week_start.num_days_from_monday()) % 7;
        // Counted from the beginning of the year before, where the fourth may lie.
        let before = year_length(self.year - 1);
        let fourth = self.of_year + before + 3 - into;
        let (index, length) = if fourth < before {
            (fourth, before)
        } else if fourth < before + self.year_length {
            (fourth - before, self.year_length)
        } else {
            (fourth - before - self.year_length, year_length(self.year + 1))
        };
        let count = index / 7 + (length - 1 - index) / 7 + 1;
        weeks.iter().any(|week| is_at((*week).into(), index / 7, count))
    }
}

/// The periods of a rule, numbered from the one that holds the start.
struct Periods {
    frequency: Frequency,
    interval: i64,
    week_start: Weekday,
    start: NaiveDate,
}

impl Periods {
    /// How many periods of this length lie between the start's and that of a day.
    fn between(&self, day: NaiveDate) -> i64 {
        let months = |d: NaiveDate| i64::from(d.year()) * 12 + i64::from(d.month0());
        match self.frequency {
            Frequency::Daily => day.signed_duration_since(self.start).num_days(),
            Frequency::Weekly => day.signed_duration_since(self.week()).num_days().div_euclid(7),
            Frequency::Monthly => months(day) - months(self.start),
            Frequency::Yearly => i64::from(day.year()) - i64::from(self.start.year()),
        }
    }

    /// The last period that begins no later than this day, or the first.
    fn at(&self, day: NaiveDate) -> i64 {
        self.between(day).max(0) / self.interval
    }

    fn week(&self) -> NaiveDate {
        let into = self.start.weekday().days_since(self.week_start);
        self.start.checked_sub_days(Days::new(into.into())).unwrap_or(self.start)
    }

    /// The first day of the nth period and its length in days; `None` once the calendar has ended.
    fn nth(&self, nth: i64) -> Option<(NaiveDate, u32)> {
        let steps = nth.checked_mul(self.interval)?;
        let later = |from: NaiveDate, days: i64| from.checked_add_days(Days::new(u64::try_from(days).ok()?));
        let (first, length) = match self.frequency {
            Frequency::Daily => (later(self.start, steps)?, 1),
            Frequency::Weekly => (later(self.week(), steps.checked_mul(7)?)?, 7),
            Frequency::Monthly => {
                let month = i64::from(self.start.month0()) + steps;
                let year = i64::from(self.start.year()) + month.div_euclid(12);
                let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.rem_euclid(12) as u32 + 1, 1)?;
                (first, month_length(first))
            }
            Frequency::Yearly => {
                let year = i32::try_from(i64::from(self.start.year()) + steps).ok()?;
                (NaiveDate::from_yo_opt(year, 1)?, year_length(year))
            }
        };
        (first.year() <= LAST_YEAR).then_some((first, length))
    }
}

/// The times of a recurrence, rising; computed as they are asked for.
pub struct Times<'a> {
    of: &'a Recurrence,
    from: NaiveDateTime,
    rule: Option<Running<'a>>,
    /// A time that is known already: the start when there is no rule, or one that an added time came before.
    given: Option<NaiveDateTime>,
    added: Peekable<btree_set::Range<'a, NaiveDateTime>>,
}

/// A rule on its way through the periods.
struct Running<'a> {
    rule: &'a Rule,
    picks: &'a Picks,
    start: NaiveDateTime,
    periods: Periods,
    next: i64,
    left: u32,
    ready: vec::IntoIter<NaiveDateTime>,
}

impl<'a> Times<'a> {
    pub(super) fn new(of: &'a Recurrence, from: NaiveDateTime) -> Self {
        let rule = of.rule.as_ref().map(|ruled| Running::new(&ruled.0, &ruled.1, of.start, from));
        let given = rule.is_none().then_some(of.start).filter(|start| *start >= from);
        Self { of, from, rule, given, added: of.added.range(from..).peekable() }
    }

    /// The next time without what is added or taken away.
    fn ruled(&mut self) -> Option<NaiveDateTime> {
        let from = self.from;
        self.given.take().or_else(|| self.rule.as_mut()?.find(|at| *at >= from))
    }
}

impl Iterator for Times<'_> {
    type Item = NaiveDateTime;

    fn next(&mut self) -> Option<NaiveDateTime> {
        loop {
            let at = match (self.ruled(), self.added.peek().copied().copied()) {
                (None, None) => return None,
                (None, Some(added)) => added,
                (Some(ruled), None) => ruled,
                (Some(ruled), Some(added)) => {
                    if added < ruled {
                        self.given = Some(ruled);
                    }
                    ruled.min(added)
                }
            };
            self.added.next_if(|added| **added == at);
            if !self.of.excepted.contains(&at) {
                return Some(at);
            }
        }
    }
}

impl<'a> Running<'a> {
    fn new(rule: &'a Rule, picks: &'a Picks, start: NaiveDateTime, from: NaiveDateTime) -> Self {
        let periods = Periods {
            frequency: rule.frequency,
            interval: i64::from(rule.interval.max(1)),
            week_start: rule.week_start,
            start: start.date(),
        };
        let (next, left) = match rule.ends {
            Ends::Count(count) => (0, count),
            Ends::Never | Ends::Until(_) => (periods.at(from.date()), u32::MAX),
        };
        Self { rule, picks, start, periods, next, left, ready: Vec::new().into_iter() }
    }

    /// The days of one period the rule picks; months it does not name are passed over.
    fn days(&self, first: NaiveDate, length: u32) -> Vec<NaiveDate> {
        let mut days = Vec::new();
        let mut into = 0;
        while let Some(day) = first.checked_add_days(Days::new(into.into())).filter(|_| into < length) {
            if self.picks.in_month(day) {
                let begin = Day::of(day);
                let rest = (length - into).min(begin.month_length - begin.of_month);
                let fits = (0..rest).filter(|n| self.picks.fit(self.rule, begin.later(*n)));
                days.extend(fits.filter_map(|n| day.checked_add_days(Days::new(n.into()))));
            }
            into += month_length(day) - day.day0();
        }
        days
    }

    /// The times of one period, rising. "A set of recurrence instances starts at the beginning of the interval defined by the
    /// FREQ rule part" (RFC 5545 §3.3.10), so positions also count what lies before the start.
    fn times(&self, first: NaiveDate, length: u32) -> Vec<NaiveDateTime> {
        let days = self.days(first, length);
        let times = days.into_iter().flat_map(|day| self.picks.times.iter().map(move |time| day.and_time(*time)));
        let all: Vec<NaiveDateTime> = times.collect();
        if self.rule.positions.is_empty() {
            return all;
        }
        let count = all.len() as i64;
        let chosen = |index: i64| {
            let nth = index + 1;
            self.rule.positions.iter().any(|p| i64::from(*p) == nth || i64::from(*p) == nth - count - 1)
        };
        (0..count).zip(all).filter(|(index, _)| chosen(*index)).map(|(_, at)| at).collect()
    }
}

impl Iterator for Running<'_> {
    type Item = NaiveDateTime;

    fn next(&mut self) -> Option<NaiveDateTime> {
        if self.left == 0 {
            return None;
        }
        loop {
            if let Some(at) = self.ready.next() {
                if matches!(self.rule.ends, Ends::Until(until) if at > until) || at.year() > LAST_YEAR {
                    self.left = 0;
                    return None;
                }
                if at >= self.start {
                    self.left -= u32::from(matches!(self.rule.ends, Ends::Count(_)));
                    return Some(at);
                }
                continue;
            }
            let (first, length) = self.periods.nth(self.next)?;
            if matches!(self.rule.ends, Ends::Until(until) if first > until.date()) {
                return None;
            }
            self.next += 1;
            self.ready = self.times(first, length).into_iter();
        }
    }
}
