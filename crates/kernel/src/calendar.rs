//! Business calendars: when a community works, and how working time is counted and added.
//!
//! One cumulative table answers every question in both directions, so days and hours can never disagree.

use std::{
    collections::BTreeMap,
    fmt,
    str::FromStr,
    sync::{Arc, OnceLock},
};

use chrono::{Datelike, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::time::{Date, Instant, Span};

const DAY_MINUTES: u16 = 24 * 60;
/// The longest stretch a calendar may cover: its table stays below some 15,000 days.
const LONGEST_YEARS: i32 = 40;
/// How far past its end a calendar still counts by its ordinary week, so that a clock never stands still unnoticed.
const GRACE_DAYS: i64 = 400;

/// Open time within a day, in minutes after local midnight: `09:00-12:00`. An end at or before the beginning lies on the
/// next day (`22:00-06:00`, an overnight shift); such a shift belongs to the day it begins on. `00:00-24:00` is all day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    from: u16,
    to: u16,
}

impl Interval {
    /// All day and night.
    pub const ALL_DAY: Self = Self { from: 0, to: DAY_MINUTES };

    /// From one time of day (minutes after midnight, below 1,440) to another (up to 1,440); `None` outside these.
    pub const fn of(from: u16, to: u16) -> Option<Self> {
        if from >= DAY_MINUTES || to > DAY_MINUTES {
            None
        } else if to <= from {
            Some(Self { from, to: to + DAY_MINUTES })
        } else {
            Some(Self { from, to })
        }
    }

    /// Minutes after midnight it begins.
    pub const fn begins(self) -> u16 {
        self.from
    }

    /// Minutes after that midnight it ends; more than 1,440 when it ends on the next day.
    pub const fn ends(self) -> u16 {
        self.to
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY_MINUTES { self.to - DAY_MINUTES } else { self.to };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, to / 60, to % 60)
    }
}

impl FromStr for Interval {
    type Err = CalendarError;
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let minutes = |part: &str| {
            let (hours, minutes) = part.trim().split_once(':')?;
            let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
            (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
        };
        text.split_once(['-', '–'])
            .and_then(|(from, to)| Self::of(minutes(from)?, minutes(to)?))
            .ok_or_else(|| CalendarError::NotAnInterval(text.chars().take(40).collect()))
    }
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Interval {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Why a calendar cannot answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarError {
    /// It has no open time at all where it was asked.
    NeverOpen,
    /// The answer lies outside the days it was published for; its holidays are not known there.
    BeyondHorizon {
        /// The last day it covers.
        covers_until: Date,
    },
    /// This is not an interval of the form `09:00-12:00`.
    NotAnInterval(String),
    /// It ends before it begins, or covers too many years.
    BadHorizon,
    /// The nominal workday is not between a minute and 24 hours.
    BadWorkday,
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverOpen => f.write_str("the calendar is never open"),
            Self::BeyondHorizon { covers_until } => write!(f, "the calendar is only known until {covers_until}"),
            Self::NotAnInterval(given) => write!(f, "expected an interval such as 09:00-12:00, got {given:?}"),
            Self::BadHorizon => write!(f, "a calendar covers from a day to a later one, at most {LONGEST_YEARS} years"),
            Self::BadWorkday => f.write_str("a workday lasts between one minute and 24 hours"),
        }
    }
}
impl std::error::Error for CalendarError {}

/// The days and hours a community works. Published versions never change; a case pins the version it began with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Calendar {
    written: Written,
    table: Arc<OnceLock<Vec<Stretch>>>,
}

/// A calendar as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The name a budget refers to, as in `office`.
    pub key: String,
    /// The published version, rising.
    pub version: u32,
    /// Where its times of day are told, as in `Asia/Shanghai`.
    #[serde(with = "zone_name")]
    pub zone: Tz,
    /// The open intervals from Monday to Sunday.
    pub week: [Vec<Interval>; 7],
    /// Days that differ: a public holiday has none, a make-up workday (调休) has those of a weekday.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub exceptions: BTreeMap<Date, Vec<Interval>>,
    /// The first day it covers.
    pub covers_from: Date,
    /// The last day it covers: holidays after it are not yet known.
    pub covers_until: Date,
    /// The nominal working time of one workday, in microseconds.
    pub workday: Span,
}

/// A time zone by its name in the IANA database.
mod zone_name {
    use chrono_tz::Tz;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// One unbroken stretch of open time and how much was open before it.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    open: Instant,
    close: Instant,
    before: i64,
}

impl TryFrom<Written> for Calendar {
    type Error = CalendarError;
    fn try_from(written: Written) -> Result<Self, CalendarError> {
        let years = written.covers_until.year() - written.covers_from.year();
        if written.workday < Span::minutes(1) || written.workday > Span::days(1) {
            return Err(CalendarError::BadWorkday);
        }
        let calendar = Self { written, table: Arc::default() };
        let ordered = calendar.written.covers_from <= calendar.written.covers_until;
        if calendar.is_always() || (ordered && years <= LONGEST_YEARS) {
            Ok(calendar)
        } else {
            Err(CalendarError::BadHorizon)
        }
    }
}
impl From<Calendar> for Written {
    fn from(calendar: Calendar) -> Self {
        calendar.written
    }
}
impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Calendar {
    /// Round the clock, every day, for ever; one workday is 24 hours.
    pub fn always(zone: Tz) -> Self {
        let written = Written {
            key: "always".into(),
            version: 1,
            zone,
            week: std::array::from_fn(|_| vec![Interval::ALL_DAY]),
            exceptions: BTreeMap::new(),
            covers_from: Date(chrono::NaiveDate::MIN),
            covers_until: Date(chrono::NaiveDate::MAX),
            workday: Span::days(1),
        };
        Self { written, table: Arc::default() }
    }

    /// The calendar as it is written down.
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// The name a budget refers to.
    pub fn key(&self) -> &str {
        &self.written.key
    }

    /// The published version.
    pub fn version(&self) -> u32 {
        self.written.version
    }

    /// The nominal working time of one workday.
    pub fn workday(&self) -> Span {
        self.written.workday
    }

    /// Whether it is open at this instant: from the opening on, no longer at the close.
    pub fn is_open(&self, at: Instant) -> bool {
        self.is_always() || self.begun(at).is_some_and(|s| at < s.close)
    }

    /// The open time between two instants, negative when `until` lies before `from`. Past the horizon the ordinary week counts
    /// for about a year.
    pub fn business_between(&self, from: Instant, until: Instant) -> Span {
        if self.is_always() { until - from } else { Span(self.worked(until) - self.worked(from)) }
    }

    /// The earliest instant by which that much open time has passed since `from`. It is the close of an evening rather than the
    /// opening of the next morning: nothing is worked in between. A negative span counts back.
    ///
    /// # Errors
    /// [`CalendarError::NeverOpen`] when there is no open time, [`CalendarError::BeyondHorizon`] when the answer lies outside the
    /// days covered.
    pub fn add_business(&self, from: Instant, span: Span) -> Result<Instant, CalendarError> {
        if span == Span::ZERO || self.is_always() {
            return Ok(from + span);
        }
        let table = self.table();
        if table.is_empty() {
            return Err(CalendarError::NeverOpen);
        }
        let beyond = CalendarError::BeyondHorizon { covers_until: self.written.covers_until };
        if from < table[0].open && from.date(self.written.zone) < self.written.covers_from {
            return Err(beyond);
        }
        let target = self.worked(from).saturating_add(span.0);
        // The first stretch by whose close the target is reached.
        let index = table.partition_point(|s| s.before + (s.close.0 - s.open.0) < target);
        let Some(stretch) = table.get(index).filter(|_| target >= 0) else { return Err(beyond) };
        let at = Instant(stretch.open.0 + (target - stretch.before));
        if at > self.written.covers_until.plus_days(1).start(self.written.zone) { Err(beyond) } else { Ok(at) }
    }

    fn is_always(&self) -> bool {
        self.written.exceptions.is_empty() && self.written.week.iter().all(|day| day[..] == [Interval::ALL_DAY])
    }

    /// The last stretch that has begun at this instant.
    fn begun(&self, at: Instant) -> Option<&Stretch> {
        let table = self.table();
        table.partition_point(|s| s.open <= at).checked_sub(1).map(|index| &table[index])
    }

    /// The open time since the first day covered.
    fn worked(&self, at: Instant) -> i64 {
        self.begun(at).map_or(0, |s| s.before + at.0.min(s.close.0) - s.open.0)
    }

    fn table(&self) -> &[Stretch] {
        self.table.get_or_init(|| self.stretches())
    }

    fn stretches(&self) -> Vec<Stretch> {
        let mut table: Vec<Stretch> = Vec::new();
        let last = self.written.covers_until.plus_days(GRACE_DAYS);
        let mut day = self.written.covers_from;
        while day <= last {
            let mut shifts: Vec<Interval> = self.on(day).to_vec();
            shifts.sort_unstable();
            for shift in shifts {
                let (open, close) = (self.instant(day, shift.from), self.instant(day, shift.to));
                match table.last_mut() {
                    // An overnight shift may reach into the next morning's, and shifts of one day may overlap.
                    Some(before) if open <= before.close => before.close = before.close.max(close),
                    _ if open < close => table.push(Stretch { open, close, before: 0 }),
                    _ => {}
                }
            }
            day = day.plus_days(1);
        }
        let mut worked = 0;
        for stretch in &mut table {
            stretch.before = worked;
            worked += stretch.close.0 - stretch.open.0;
        }
        table
    }

    /// The intervals of this day.
    pub fn on(&self, day: Date) -> &[Interval] {
        let weekday = day.0.weekday().num_days_from_monday() as usize;
        self.written.exceptions.get(&day).unwrap_or(&self.written.week[weekday])
    }

    /// The instant of a local time of day. Where summer time skips it, the first instant after the gap; where it comes twice, the
    /// first of them.
    fn instant(&self, day: Date, minutes: u16) -> Instant {
        let zone = self.written.zone;
        let date = day.plus_days(i64::from(minutes / DAY_MINUTES));
        let midnight = date.0.and_time(chrono::NaiveTime::MIN);
        let local = midnight + chrono::Duration::minutes(i64::from(minutes % DAY_MINUTES));
        if let Some(at) = zone.from_local_datetime(&local).earliest() {
            return Instant::from_utc(at.with_timezone(&Utc));
        }
        (1..=i64::from(DAY_MINUTES))
            .find_map(|later| zone.from_local_datetime(&(local + chrono::Duration::minutes(later))).earliest())
            .map_or_else(|| date.start(zone), |at| Instant::from_utc(at.with_timezone(&Utc)))
    }
}
