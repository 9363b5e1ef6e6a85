//! One time at which a plan is due: its key, its day, and the instants it may be done between.

use chrono::NaiveDateTime;
use kernel::{Date, Instant, Span};

use super::{
    CalendarShift, Occurrence, Plan, Skip, State, View,
    local::{instant, minutes_into, moved},
};

/// How far a closed day may shift an occurrence; when nothing is open within it, it stays.
pub(super) const FARTHEST_SHIFT: i64 = 31;

/// One time at which a plan is due, before anything has become of it.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub key: String,
    pub nominal: NaiveDateTime,
    pub day: Date,
    pub release: Instant,
    pub opens: Instant,
    pub closes: Instant,
}

impl Slot {
    /// A slot due at a local time, or on that day when `timed` is false.
    pub(super) fn of(plan: &Plan, view: &View, key: String, nominal: NaiveDateTime, timed: bool) -> Self {
        let day = shifted(plan, view, Date(nominal.date()));
        let (from, to) = match plan.hours {
            Some(hours) => (minutes_into(day, hours.begins()), minutes_into(day, hours.ends())),
            None if timed => (day.0.and_time(nominal.time()), day.0.and_time(nominal.time())),
            None => (minutes_into(day, 0), minutes_into(day.plus_days(1), 0)),
        };
        let opens = instant(moved(from, Span::ZERO - plan.window.before), view.zone);
        let closes = instant(moved(to, plan.window.after), view.zone);
        Self { key, nominal, day, release: opens - plan.lead, opens, closes }
    }

    /// The row it becomes, unless another plan stands in for it.
    pub(super) fn row(&self, view: &View) -> Occurrence {
        let day = Date(self.nominal.date());
        let superseded = view.superseded.iter().find(|s| s.near.holds(day, s.on));
        Occurrence {
            key: self.key.clone(),
            nominal: self.nominal,
            day: self.day,
            release: self.release,
            opens: self.opens,
            closes: self.closes,
            state: superseded.map_or(State::Planned, |s| State::Skipped(Skip::Superseded { by: s.by.clone() })),
            touched: false,
        }
    }
}

fn shifted(plan: &Plan, view: &View, day: Date) -> Date {
    let step = match plan.calendar_shift {
        CalendarShift::None => return day,
        CalendarShift::NextOpen => 1,
        CalendarShift::PrevOpen => -1,
    };
    let Some(calendar) = view.calendar else { return day };
    let days = (0..=FARTHEST_SHIFT).map(|n| day.plus_days(n * step));
    days.into_iter().find(|day| !calendar.on(*day).is_empty()).unwrap_or(day)
}
