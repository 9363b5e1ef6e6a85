//! A length of time that names its calendar: `2 hours` runs round the clock, `2 work hours` and `1 workday` do not.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{calendar::Calendar, time::Span};

/// Whose time a budget is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Every hour of every day.
    Clock,
    /// Only the open time of a business calendar.
    Work,
}

/// The unit a budget is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Minutes round the clock.
    Minute,
    /// Hours round the clock.
    Hour,
    /// Days of 24 hours.
    Day,
    /// Minutes of open time.
    WorkMinute,
    /// Hours of open time.
    WorkHour,
    /// Nominal workdays of the calendar.
    Workday,
}

/// A length of time as people write it, with the kind of calendar it is meant in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Budget {
    /// How many; at most a million.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

const MOST: u32 = 1_000_000;

impl Budget {
    /// Whose time it is counted in.
    pub const fn basis(self) -> Basis {
        match self.unit {
            Unit::Minute | Unit::Hour | Unit::Day => Basis::Clock,
            Unit::WorkMinute | Unit::WorkHour | Unit::Workday => Basis::Work,
        }
    }

    /// Its length round the clock; `None` when it is counted in working time.
    pub fn clock_span(self) -> Option<Span> {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Minute => Some(Span::minutes(count)),
            Unit::Hour => Some(Span::hours(count)),
            Unit::Day => Some(Span::days(count)),
            Unit::WorkMinute | Unit::WorkHour | Unit::Workday => None,
        }
    }

    /// Its length. The calendar only matters to workdays, whose nominal length it knows.
    pub fn span(self, calendar: &Calendar) -> Span {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Minute | Unit::WorkMinute => Span::minutes(count),
            Unit::Hour | Unit::WorkHour => Span::hours(count),
            Unit::Day => Span::days(count),
            Unit::Workday => Span(calendar.workday().0 * count),
        }
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::WorkMinute => "work minute",
            Unit::WorkHour => "work hour",
            Unit::Workday => "workday",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

/// A text that is not a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotABudget(String);

impl fmt::Display for NotABudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected a length of time such as `30 minutes`, `2 hours`, `3 days`, `4 work hours` or `1 workday`, got {:?}",
            self.0
        )
    }
}
impl std::error::Error for NotABudget {}

impl FromStr for Budget {
    type Err = NotABudget;
    fn from_str(text: &str) -> Result<Self, NotABudget> {
        let refused = || NotABudget(text.chars().take(40).collect());
        let mut words = text.split_whitespace();
        let count = words.next().and_then(|w| w.parse::<u32>().ok()).filter(|n| *n <= MOST).ok_or_else(refused)?;
        let unit = match (words.next(), words.next(), words.next()) {
            (Some("minute" | "minutes"), None, None) => Unit::Minute,
            (Some("hour" | "hours"), None, None) => Unit::Hour,
            (Some("day" | "days"), None, None) => Unit::Day,
            (Some("work"), Some("minute" | "minutes"), None) => Unit::WorkMinute,
            (Some("work"), Some("hour" | "hours"), None) => Unit::WorkHour,
            (Some("workday" | "workdays"), None, None) => Unit::Workday,
            _ => return Err(refused()),
        };
        Ok(Self { count, unit })
    }
}

impl Serialize for Budget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Budget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
