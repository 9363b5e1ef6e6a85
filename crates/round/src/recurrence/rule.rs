//! A rule of recurrence as RFC 5545 writes it: `FREQ=MONTHLY;BYDAY=2WE`.

use std::fmt;

use chrono::{NaiveDateTime, Weekday};

use super::fault::{Fault, Part};

/// The period a rule counts in. Nothing shorter than a day recurs: several times of one day are `BYHOUR` and `BYMINUTE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Days.
    Daily,
    /// Weeks, which begin on the rule's `week_start`.
    Weekly,
    /// Calendar months.
    Monthly,
    /// Calendar years.
    Yearly,
}

impl Frequency {
    /// The word of the RFC.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        }
    }
}

/// A weekday, or the nth of its kind within the month or year: `MO`, `2WE`, `-1FR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NthDay {
    /// Which one, counted from the end when negative; `None` is every one.
    pub nth: Option<i8>,
    /// The day of the week.
    pub day: Weekday,
}

impl NthDay {
    /// Every such day.
    pub const fn every(day: Weekday) -> Self {
        Self { nth: None, day }
    }

    fn order(self) -> (u32, i8) {
        (self.day.num_days_from_monday(), self.nth.unwrap_or(0))
    }
}

/// When a rule comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ends {
    /// With the calendar (see [`LAST_YEAR`](super::LAST_YEAR)).
    Never,
    /// After so many times.
    Count(u32),
    /// Not after this local time.
    Until(NaiveDateTime),
}

/// A rule. Lists are rising and without repetition once the rule is part of a recurrence; an empty list does not restrict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The period it counts in.
    pub frequency: Frequency,
    /// Every how many periods, from 1.
    pub interval: u16,
    /// `BYMONTH`, 1 to 12.
    pub months: Vec<u8>,
    /// `BYWEEKNO`, ±1 to ±53.
    pub weeks: Vec<i8>,
    /// `BYYEARDAY`, ±1 to ±366.
    pub year_days: Vec<i16>,
    /// `BYMONTHDAY`, ±1 to ±31.
    pub month_days: Vec<i8>,
    /// `BYDAY`.
    pub week_days: Vec<NthDay>,
    /// `BYHOUR`, 0 to 23.
    pub hours: Vec<u8>,
    /// `BYMINUTE`, 0 to 59.
    pub minutes: Vec<u8>,
    /// `BYSETPOS`, ±1 to ±366: which of the times within a period.
    pub positions: Vec<i16>,
    /// When it ends.
    pub ends: Ends,
    /// `WKST`, the day a week begins on.
    pub week_start: Weekday,
}

impl Rule {
    /// Every so many days, weeks, months or years, without restriction or end.
    pub fn every(interval: u16, frequency: Frequency) -> Self {
        Self {
            frequency,
            interval,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            week_days: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            positions: Vec::new(),
            ends: Ends::Never,
            week_start: Weekday::Mon,
        }
    }

    /// Whether it restricts its periods in any way but the time of day.
    pub fn picks_days(&self) -> bool {
        !(self.months.is_empty()
            && self.weeks.is_empty()
            && self.year_days.is_empty()
            && self.month_days.is_empty()
            && self.week_days.is_empty())
    }

    /// The same rule with its lists rising and without repetition.
    pub(super) fn ordered(mut self) -> Self {
        fn order<T: Ord>(list: &mut Vec<T>) {
            list.sort_unstable();
            list.dedup();
        }
        order(&mut self.months);
        order(&mut self.weeks);
        order(&mut self.year_days);
        order(&mut self.month_days);
        order(&mut self.hours);
        order(&mut self.minutes);
        order(&mut self.positions);
        self.week_days.sort_unstable_by_key(|d| d.order());
        self.week_days.dedup();
        self
    }

    /// Everything that does not fit together by the RFC; empty when the rule is sound.
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.check_ranges(&mut faults);
        let frequency = self.frequency;
        let mut not_with = |wrong: bool, part: Part| {
            if wrong {
                faults.push(Fault::NotWith { part, frequency });
            }
        };
        not_with(!self.weeks.is_empty() && frequency != Frequency::Yearly, Part::ByWeekNo);
        not_with(!self.year_days.is_empty() && frequency != Frequency::Yearly, Part::ByYearDay);
        not_with(!self.month_days.is_empty() && frequency == Frequency::Weekly, Part::ByMonthDay);
        let nth = self.week_days.iter().any(|d| d.nth.is_some());
        if nth && (frequency < Frequency::Monthly || !self.weeks.is_empty()) {
            faults.push(Fault::NthDayNotHere);
        }
        let restricted = self.picks_days() || !self.hours.is_empty() || !self.minutes.is_empty();
        if !self.positions.is_empty() && !restricted {
            faults.push(Fault::PositionAlone);
        }
        faults
    }

    fn check_ranges(&self, faults: &mut Vec<Fault>) {
        let mut within = |part: Part, value: i64| {
            let (least, greatest, signed) = part.range();
            let size = if signed { value.abs() } else { value };
            if size < least || size > greatest {
                faults.push(Fault::OutOfRange { part, found: value.to_string() });
            }
        };
        within(Part::Interval, self.interval.into());
        if let Ends::Count(count) = self.ends {
            within(Part::Count, count.into());
        }
        self.months.iter().for_each(|v| within(Part::ByMonth, i64::from(*v)));
        self.weeks.iter().for_each(|v| within(Part::ByWeekNo, i64::from(*v)));
        self.year_days.iter().for_each(|v| within(Part::ByYearDay, i64::from(*v)));
        self.month_days.iter().for_each(|v| within(Part::ByMonthDay, i64::from(*v)));
        self.hours.iter().for_each(|v| within(Part::ByHour, i64::from(*v)));
        self.minutes.iter().for_each(|v| within(Part::ByMinute, i64::from(*v)));
        self.positions.iter().for_each(|v| within(Part::BySetPos, i64::from(*v)));
        self.week_days.iter().filter_map(|d| d.nth).for_each(|v| within(Part::ByDay, i64::from(v)));
    }
}

/// The two letters of the RFC.
pub(super) const fn letters(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

/// A local time as the RFC writes it.
pub(super) const STAMP: &str = "%Y%m%dT%H%M%S";

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, part: Part, values: &[T]) -> fmt::Result {
    for (nth, value) in values.iter().enumerate() {
        if nth == 0 {
            write!(f, ";{}=", part.word())?;
        } else {
            f.write_str(",")?;
        }
        write!(f, "{value}")?;
    }
    Ok(())
}

impl fmt::Display for NthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        f.write_str(letters(self.day))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FREQ={}", self.frequency.word())?;
        match self.ends {
            Ends::Never => {}
            Ends::Count(count) => write!(f, ";COUNT={count}")?,
            Ends::Until(at) => write!(f, ";UNTIL={}", at.format(STAMP))?,
        }
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        list(f, Part::ByMonth, &self.months)?;
        list(f, Part::ByWeekNo, &self.weeks)?;
        list(f, Part::ByYearDay, &self.year_days)?;
        list(f, Part::ByMonthDay, &self.month_days)?;
        list(f, Part::ByDay, &self.week_days)?;
        list(f, Part::ByHour, &self.hours)?;
        list(f, Part::ByMinute, &self.minutes)?;
        list(f, Part::BySetPos, &self.positions)?;
        if self.week_start != Weekday::Mon {
            write!(f, ";WKST={}", letters(self.week_start))?;
        }
        Ok(())
    }
}
