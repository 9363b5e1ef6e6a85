//! Plans: what is to be done where, how often, and within which time; and what follows from it.
//!
//! [`occurrences`] is the whole of generation: from a plan, what has become of it so far, and the time, it says which rows to add,
//! to change and to withdraw. It remembers nothing, so a house that was killed at any instant goes on as if it had not been.

mod check;
mod completion;
mod fixed;
mod forecast;
mod generate;
mod local;
mod occurrence;
mod postpone;
mod slot;

use chrono::NaiveDate;
use chrono_tz::Tz;
use kernel::{Calendar, Date, Instant, Span, calendar::Interval};
use serde::{Deserialize, Serialize};

pub use check::{Finding, check};
pub use forecast::{Forecast, forecast};
pub use generate::{Change, apply, occurrences, preview, wake};
pub use local::instant;
pub use occurrence::{Act, Occurrence, Refused, Skip, State, Timeliness};
pub use postpone::{Immovable, postpone};

use crate::recurrence::Recurrence;

/// What is to be done, where, and when. A plan is edited by putting an edition in its place that holds `since` a later day; what
/// earlier editions brought forth stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What it is done to.
    pub target: Target,
    /// How it is done.
    pub procedure: Procedure,
    /// What makes it due. With a fixed anchor each of them does, by itself; counted from completion, whichever comes first.
    pub triggers: Vec<Trigger>,
    /// What the next time is counted from.
    pub anchor: Anchor,
    /// The first day this edition brings anything forth for.
    pub since: Date,
    /// The last such day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// How long before it may begin it is given out.
    #[serde(default)]
    pub lead: Span,
    /// How much earlier and later than due it may be done.
    #[serde(default)]
    pub window: Window,
    /// Where it goes when the day it falls on is closed.
    #[serde(default)]
    pub calendar_shift: CalendarShift,
    /// The only time of day it may be done, as `00:00-05:00` for lifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Interval>,
    /// What becomes of those whose time has passed.
    #[serde(default)]
    pub catch_up: CatchUp,
    /// The plans that this one stands in for when both come near each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<Supersedes>,
    /// The parts of the year it is confined to; all year when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seasons: Vec<Season>,
}

/// What a plan is carried out on. Ids are those of whoever keeps the things. A class carried out on each of its things has a
/// history per thing, and is generated thing by thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// One place.
    Place(String),
    /// One asset.
    Asset(String),
    /// All assets of a class, perhaps only those within a place.
    Class {
        /// The class.
        class: String,
        /// The place they are in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<String>,
        /// Whether each is an occurrence of its own, instead of one for all.
        #[serde(default)]
        each: bool,
    },
    /// A route of points.
    Route(String),
}

/// A procedure in the version that is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
}

/// What makes a plan due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The calendar.
    Rule(Recurrence),
    /// So much use. A reading that passes several marks at once calls for the work once.
    Meter {
        /// The meter's name.
        meter: String,
        /// After every so many thousandths of its unit.
        every: i64,
        /// Where counting begins.
        #[serde(default)]
        start: i64,
    },
    /// Each time an alarm of this code is raised.
    Alarm(String),
}

/// What the next time is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The calendar, whether or not the last one was done in time.
    #[default]
    Fixed,
    /// The day it was last done. There is never more than one open.
    Completion,
}

/// How much earlier and later than due something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Window {
    /// Earlier.
    pub before: Span,
    /// Later.
    pub after: Span,
}

/// Where an occurrence goes whose day is closed by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarShift {
    /// It stays.
    #[default]
    None,
    /// To the next open day.
    NextOpen,
    /// To the open day before.
    PrevOpen,
}

/// What becomes of those whose time has passed. None is ever left out: each is a row that says what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatchUp {
    /// The last one of each trigger stays open until its next one opens; those before it are missed. An alarm waits for itself.
    #[default]
    OneOverdue,
    /// All stay open until they are done or skipped.
    All,
    /// Each is missed as soon as its time has passed.
    SkipWithRecord,
}

/// A plan that is left out near the occurrences of this one: the yearly inspection stands in for the monthly one of that month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supersedes {
    /// The plan that is left out.
    pub plan: String,
    /// What is near.
    pub near: Near,
}

/// What counts as near: the same week, month, quarter or year, or so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Near {
    /// At most so many days before or after.
    Days(u16),
    /// In the same week, Monday to Sunday.
    Week,
    /// In the same month.
    Month,
    /// In the same quarter.
    Quarter,
    /// In the same year.
    Year,
}

/// A part of the year, both days included; it may go over the turn of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Season {
    /// Its first day, as month and day.
    pub from: (u8, u8),
    /// Its last day.
    pub until: (u8, u8),
}

/// What is known around a plan when it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Where its times of day are told.
    pub zone: Tz,
    /// The days that are open, for a plan that shifts.
    pub calendar: Option<&'a Calendar>,
    /// Its occurrences so far; those before `settled_before` may be absent, save the last one.
    pub history: &'a [Occurrence],
    /// Everything due before this day has a row and an end.
    pub settled_before: Option<Date>,
    /// Where other plans stand in for it.
    pub superseded: &'a [Superseded],
    /// What its meters have counted, rising in time, across roll-over and exchange of the meter; from the last reading before
    /// `settled_before` on.
    pub totals: &'a [Total],
    /// The alarms raised.
    pub alarms: &'a [Raised],
}

/// Another plan stands in for this one near that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The other plan.
    pub by: String,
    /// The day of its occurrence.
    pub on: Date,
    /// What is near.
    pub near: Near,
}

/// What a meter has counted in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The meter's name.
    pub meter: String,
    /// When it was read.
    pub at: Instant,
    /// Thousandths of its unit.
    pub total: i64,
}

/// An alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// Its code.
    pub alarm: String,
    /// What tells it from others of its code.
    pub id: String,
    /// When it was raised.
    pub at: Instant,
}

impl Near {
    /// Whether one day is near another.
    pub fn holds(self, one: Date, other: Date) -> bool {
        use chrono::Datelike;
        let month = |d: Date| (d.year(), d.0.month0());
        match self {
            Self::Days(days) => one.days_since(other).abs() <= i64::from(days),
            Self::Week => one.0.iso_week() == other.0.iso_week(),
            Self::Month => month(one) == month(other),
            Self::Quarter => one.year() == other.year() && one.0.month0() / 3 == other.0.month0() / 3,
            Self::Year => one.year() == other.year(),
        }
    }
}

impl Season {
    fn has(self, day: NaiveDate) -> bool {
        use chrono::Datelike;
        let at = (day.month() as u8, day.day() as u8);
        if self.from <= self.until { self.from <= at && at <= self.until } else { at >= self.from || at <= self.until }
    }
}

impl Plan {
    fn in_season(&self, day: NaiveDate) -> bool {
        self.seasons.is_empty() || self.seasons.iter().any(|season| season.has(day))
    }

    /// Where it stands in for another plan, by the days of its own occurrences.
    pub fn stands_in_for(&self, own: &str, other: &str, occurrences: &[Occurrence]) -> Vec<Superseded> {
        let near = self.supersedes.iter().filter(|s| s.plan == other).map(|s| s.near);
        near.flat_map(|near| occurrences.iter().map(move |o| (near, o)))
            .filter(|(_, o)| !matches!(o.state, State::Skipped(Skip::Superseded { .. })))
            .map(|(near, o)| Superseded { by: own.to_owned(), on: Date(o.nominal.date()), near })
            .collect()
    }
}
