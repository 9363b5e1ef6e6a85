//! A plan that is kept, for tests.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use chrono_tz::Asia::Shanghai;
use kernel::{Calendar, Date, Instant, Span, calendar::Written};
use round::plan::{
    Act, Anchor, CalendarShift, CatchUp, Change, Occurrence, Plan, Procedure, Raised, State, Superseded, Target, Total,
    Trigger, View, Window, apply, occurrences,
};

pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// A local time in China.
pub fn time(text: &str) -> Instant {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap_or_else(|e| panic!("{text}: {e}"));
    round::plan::instant(local, Shanghai)
}

pub fn rule(start: &str, rule: &str) -> Trigger {
    let text = format!("DTSTART:{start}\nRRULE:{rule}");
    Trigger::Rule(text.parse().unwrap_or_else(|e| panic!("{text}: {e:?}")))
}

/// Open every day but the National Day holidays of 2026.
#[allow(dead_code, reason = "not every test file needs holidays")]
pub fn calendar() -> Calendar {
    let always = Calendar::always(Shanghai).written().week.clone();
    let holidays: BTreeMap<Date, Vec<_>> =
        (1..=7).filter_map(|d| Date::of(2026, 10, d)).map(|d| (d, Vec::new())).collect();
    let written = Written {
        key: "office".into(),
        version: 1,
        zone: Shanghai,
        week: always,
        exceptions: holidays,
        covers_from: day("2026-01-01"),
        covers_until: day("2026-12-31"),
        workday: Span::hours(8),
    };
    written.try_into().expect("a calendar of one year")
}

/// A plan with its rows and everything it sees.
#[derive(Debug, Clone)]
pub struct Kept {
    pub plan: Plan,
    pub rows: Vec<Occurrence>,
    pub calendar: Option<Calendar>,
    pub superseded: Vec<Superseded>,
    pub totals: Vec<Total>,
    pub alarms: Vec<Raised>,
}

#[allow(dead_code, reason = "each test file uses some of it")]
impl Kept {
    pub fn of(trigger: Trigger, since: &str) -> Self {
        let plan = Plan {
            target: Target::Asset("lift-1".into()),
            procedure: Procedure { name: "lift.15_days".into(), version: 1 },
            triggers: vec![trigger],
            anchor: Anchor::Fixed,
            since: day(since),
            until: None,
            lead: Span::ZERO,
            window: Window::default(),
            calendar_shift: CalendarShift::None,
            hours: None,
            catch_up: CatchUp::OneOverdue,
            supersedes: Vec::new(),
            seasons: Vec::new(),
        };
        Self { plan, rows: Vec::new(), calendar: None, superseded: Vec::new(), totals: Vec::new(), alarms: Vec::new() }
    }

    pub fn view(&self) -> View<'_> {
        View {
            zone: Shanghai,
            calendar: self.calendar.as_ref(),
            history: &self.rows,
            settled_before: None,
            superseded: &self.superseded,
            totals: &self.totals,
            alarms: &self.alarms,
        }
    }

    /// What generation says at that time, with so many days of horizon.
    pub fn ask(&self, now: &str, horizon: i64) -> Vec<Change> {
        occurrences(&self.plan, &self.view(), time(now), Span::days(horizon))
    }

    /// The same, written.
    pub fn run(&mut self, now: &str, horizon: i64) -> Vec<Change> {
        let changes = self.ask(now, horizon);
        apply(&mut self.rows, changes.clone());
        changes
    }

    fn row(&mut self, key: &str) -> &mut Occurrence {
        self.rows.iter_mut().find(|row| row.key == key).unwrap_or_else(|| panic!("no row {key}"))
    }

    pub fn done(&mut self, key: &str, at: &str) {
        let row = self.row(key);
        if row.state == State::Planned {
            *row = row.after(Act::Release).expect("it was planned");
        }
        *row = row.after(Act::Finish { at: time(at) }).expect("it was released");
    }

    pub fn skip(&mut self, key: &str) {
        let row = self.row(key);
        let (reason, at) = ("closed for the works next door".into(), row.opens);
        *row = row.after(Act::Skip { reason, by: "xuting".into(), at }).expect("it was open");
    }

    pub fn touch(&mut self, key: &str) {
        self.row(key).touched = true;
    }

    pub fn read(&mut self, meter: &str, at: &str, total: i64) {
        self.totals.push(Total { meter: meter.into(), at: time(at), total });
    }
}
