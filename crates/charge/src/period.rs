//! Periods of charging: half-open, by the calendar or by the day the object was taken over, and the months they are made of.

use chrono::{Datelike, Months};
use kernel::Date;
use serde::{Deserialize, Serialize};

use crate::exact::Exact;

/// Days from the first to the one before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The first day after it.
    pub to: Date,
}

impl Period {
    /// From a day to the one before another.
    pub const fn of(from: Date, to: Date) -> Self {
        Self { from, to }
    }

    /// How many days; none when it ends before it begins.
    pub fn days(self) -> i64 {
        self.to.days_since(self.from).max(0)
    }

    /// The last day.
    pub fn last(self) -> Date {
        self.to.plus_days(-1)
    }

    /// The days of both.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }
}

/// How often a fee comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// 月
    Monthly,
    /// 季
    Quarterly,
    /// 半年
    HalfYearly,
    /// 年
    Yearly,
}

impl Rhythm {
    /// How many months.
    pub const fn months(self) -> i64 {
        match self {
            Self::Monthly => 1,
            Self::Quarterly => 3,
            Self::HalfYearly => 6,
            Self::Yearly => 12,
        }
    }
}

/// What the periods count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// 自然月: the calendar.
    Calendar,
    /// 放户日期: each object's own year begins on the day it was taken over.
    TakeOver,
}

/// What a day of a part of a month is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayCount {
    /// One of the days the month has.
    #[default]
    Actual,
    /// A thirtieth of a month, never more than the month.
    Thirtieth,
    /// Twelve months spread over the 365 or 366 days of the year.
    OfYear,
}

/// The day so many months later; where the month is shorter, its last day.
pub fn plus_months(day: Date, months: i64) -> Date {
    let by = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX));
    let moved = if months < 0 { day.0.checked_sub_months(by) } else { day.0.checked_add_months(by) };
    moved.map_or(day, Date)
}

/// How the months lie: each begins on the day of the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    origin: Date,
}

impl Grid {
    /// Months that count from a day.
    pub const fn from(origin: Date) -> Self {
        Self { origin }
    }

    /// Months of the calendar.
    pub fn calendar() -> Self {
        Self { origin: Date(chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default()) }
    }

    /// The number of the month in which a day lies.
    fn month_of(self, day: Date) -> i64 {
        let years = i64::from(day.0.year() - self.origin.0.year());
        let months = years * 12 + i64::from(day.0.month()) - i64::from(self.origin.0.month());
        if plus_months(self.origin, months) > day { months - 1 } else { months }
    }

    fn month(self, number: i64) -> Period {
        Period::of(plus_months(self.origin, number), plus_months(self.origin, number + 1))
    }

    /// The period of a rhythm in which a day lies.
    pub fn period(self, rhythm: Rhythm, day: Date) -> Period {
        let first = self.month_of(day).div_euclid(rhythm.months()) * rhythm.months();
        Period::of(plus_months(self.origin, first), plus_months(self.origin, first + rhythm.months()))
    }

    /// The months that a period touches, whole.
    pub fn months(self, period: Period) -> Vec<Period> {
        if period.days() == 0 {
            return Vec::new();
        }
        (self.month_of(period.from)..=self.month_of(period.last())).map(|number| self.month(number)).collect()
    }
}

impl DayCount {
    /// Which part of a month these of its days are. `None` only beyond what can be counted.
    pub fn part(self, days: Period, month: Period) -> Option<Exact> {
        let (some, all) = (i128::from(days.days()), i128::from(month.days()));
        match self {
            Self::Actual => Exact::of(some, all),
            Self::Thirtieth if some == all => Some(Exact::ONE),
            Self::Thirtieth => Exact::of(some.min(30), 30),
            Self::OfYear => {
                let mut sum = Exact::ZERO;
                let mut from = days.from;
                while from < days.to {
                    let next = Date(chrono::NaiveDate::from_ymd_opt(from.year() + 1, 1, 1)?);
                    let to = next.min(days.to);
                    let length = next.days_since(Date(chrono::NaiveDate::from_ymd_opt(from.year(), 1, 1)?));
                    sum = sum.plus(Exact::of(i128::from(to.days_since(from)) * 12, i128::from(length))?)?;
                    from = to;
                }
                Some(sum)
            }
        }
    }
}
