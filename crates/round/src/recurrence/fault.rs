//! What is wrong with the text of a rule: which part, and what to do about it.

use std::fmt;

use kernel::Message;

use super::{MOST_DATES, rule::Frequency};

/// A part of a recurrence by its name in the RFC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// `DTSTART`, the local time it begins.
    Start,
    /// `RRULE` as a whole.
    Rule,
    /// `EXDATE`.
    Except,
    /// `RDATE`.
    Added,
    /// `FREQ`.
    Frequency,
    /// `INTERVAL`.
    Interval,
    /// `COUNT`.
    Count,
    /// `UNTIL`.
    Until,
    /// `WKST`.
    WeekStart,
    /// `BYMONTH`.
    ByMonth,
    /// `BYWEEKNO`.
    ByWeekNo,
    /// `BYYEARDAY`.
    ByYearDay,
    /// `BYMONTHDAY`.
    ByMonthDay,
    /// `BYDAY`.
    ByDay,
    /// `BYHOUR`.
    ByHour,
    /// `BYMINUTE`.
    ByMinute,
    /// `BYSETPOS`.
    BySetPos,
}

impl Part {
    /// The parts of a rule itself.
    pub(super) const OF_RULE: [Self; 13] = [
        Self::Frequency,
        Self::Interval,
        Self::Count,
        Self::Until,
        Self::WeekStart,
        Self::ByMonth,
        Self::ByWeekNo,
        Self::ByYearDay,
        Self::ByMonthDay,
        Self::ByDay,
        Self::ByHour,
        Self::ByMinute,
        Self::BySetPos,
    ];

    /// Its name in the RFC.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Start => "DTSTART",
            Self::Rule => "RRULE",
            Self::Except => "EXDATE",
            Self::Added => "RDATE",
            Self::Frequency => "FREQ",
            Self::Interval => "INTERVAL",
            Self::Count => "COUNT",
            Self::Until => "UNTIL",
            Self::WeekStart => "WKST",
            Self::ByMonth => "BYMONTH",
            Self::ByWeekNo => "BYWEEKNO",
            Self::ByYearDay => "BYYEARDAY",
            Self::ByMonthDay => "BYMONTHDAY",
            Self::ByDay => "BYDAY",
            Self::ByHour => "BYHOUR",
            Self::ByMinute => "BYMINUTE",
            Self::BySetPos => "BYSETPOS",
        }
    }

    /// The least and greatest number it takes, and whether it also counts from the end (−1 is the last).
    pub(super) const fn range(self) -> (i64, i64, bool) {
        match self {
            Self::Interval => (1, 9_999, false),
            Self::Count => (1, 99_999, false),
            Self::ByMonth => (1, 12, false),
            Self::ByWeekNo | Self::ByDay => (1, 53, true),
            Self::ByYearDay | Self::BySetPos => (1, 366, true),
            Self::ByMonthDay => (1, 31, true),
            Self::ByHour => (0, 23, false),
            Self::ByMinute => (0, 59, false),
            _ => (0, i64::MAX, false),
        }
    }
}

/// One thing that is wrong with a recurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It has no such part.
    Unknown(String),
    /// A part stands twice.
    Twice(Part),
    /// A part that must be there is not.
    Missing(Part),
    /// It recurs within the day.
    BelowADay(String),
    /// Not one of the words this part knows.
    NotAWord {
        /// The part.
        part: Part,
        /// What stands there.
        found: String,
    },
    /// Not a number, or one this part does not take.
    OutOfRange {
        /// The part.
        part: Part,
        /// What stands there.
        found: String,
    },
    /// Not a local date and time between 1970 and 2100.
    NotATime {
        /// The part.
        part: Part,
        /// What stands there.
        found: String,
    },
    /// A time in another zone than the plan's own.
    Zoned(Part),
    /// The RFC does not allow this part with that frequency.
    NotWith {
        /// The part.
        part: Part,
        /// The frequency.
        frequency: Frequency,
    },
    /// Only months and years have an nth weekday, and not beside week numbers.
    NthDayNotHere,
    /// `BYSETPOS` chooses among what other parts give.
    PositionAlone,
    /// `COUNT` and `UNTIL` exclude each other.
    TwoEnds,
    /// More single dates than a recurrence takes.
    TooMany(Part),
}

impl Fault {
    /// The part to look at.
    pub const fn part(&self) -> Part {
        match self {
            Self::Unknown(_) => Part::Rule,
            Self::BelowADay(_) => Part::Frequency,
            Self::NthDayNotHere => Part::ByDay,
            Self::PositionAlone => Part::BySetPos,
            Self::TwoEnds => Part::Until,
            Self::Twice(part) | Self::Missing(part) | Self::Zoned(part) | Self::TooMany(part) => *part,
            Self::NotAWord { part, .. }
            | Self::OutOfRange { part, .. }
            | Self::NotATime { part, .. }
            | Self::NotWith { part, .. } => *part,
        }
    }

    /// What is wrong and what to do, as a sentence of the catalogue.
    pub fn message(&self) -> Message {
        let part = self.part().word();
        match self {
            Self::Unknown(found) => Message::of("recurrence-unknown").with("found", found),
            Self::Twice(_) => Message::of("recurrence-twice").with("part", part),
            Self::Missing(_) => Message::of("recurrence-missing").with("part", part),
            Self::BelowADay(found) => Message::of("recurrence-below-a-day").with("found", found),
            Self::NotAWord { found, .. } => Message::of("recurrence-word").with("part", part).with("found", found),
            Self::OutOfRange { part, found } => {
                let (least, greatest, signed) = part.range();
                let key = if signed { "recurrence-signed-range" } else { "recurrence-range" };
                let message = Message::of(key).with("part", part.word()).with("found", found);
                message.with("least", least).with("greatest", greatest)
            }
            Self::NotATime { found, .. } => Message::of("recurrence-time").with("part", part).with("found", found),
            Self::Zoned(_) => Message::of("recurrence-zone").with("part", part),
            Self::NotWith { frequency, .. } => {
                Message::of("recurrence-not-with").with("part", part).with("frequency", frequency.word())
            }
            Self::NthDayNotHere => Message::of("recurrence-nth-day"),
            Self::PositionAlone => Message::of("recurrence-position-alone"),
            Self::TwoEnds => Message::of("recurrence-two-ends"),
            Self::TooMany(_) => Message::of("recurrence-too-many").with("part", part).with("most", MOST_DATES),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message();
        write!(f, "{}", message.key)?;
        message.params.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
    }
}
impl std::error::Error for Fault {}
