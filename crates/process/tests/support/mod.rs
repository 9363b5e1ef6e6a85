//! A case in the hands of a test: people who act on it, a clock that is moved by hand, and forms filled in.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::{
    ActorKind, Calendar, Date, Instant, Span,
    calendar::{Interval, Written},
    form::{Field, Form, Kind},
};
use process::{
    Calendars, Command, Definition, Event, Offer, Person, Refusal, State, What, Who, decide, evolve, offers,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub const REPAIR_TEXT: &str = include_str!("../../../../modules/desk/processes/repair.toml");
pub const COMPLAINT_TEXT: &str = include_str!("../../../../modules/desk/processes/complaint.toml");

pub static REPAIR: LazyLock<Definition> = LazyLock::new(|| read(REPAIR_TEXT));
pub static COMPLAINT: LazyLock<Definition> = LazyLock::new(|| read(COMPLAINT_TEXT));
pub static OFFICE: LazyLock<Calendars> =
    LazyLock::new(|| Calendars::at(chrono_tz::Asia::Shanghai).with(office(1, &["08:30-12:00", "13:30-17:30"])));

pub fn read(text: &str) -> Definition {
    Definition::from_toml(text).unwrap_or_else(|e| panic!("{e}"))
}

/// The office hours under another name.
pub fn office_as(key: &str) -> Calendar {
    named(key, 1, &["08:30-12:00", "13:30-17:30"])
}

/// Monday to Friday in these shifts; 1 October 2026 off, 10 October made up.
pub fn office(version: u32, shifts: &[&str]) -> Calendar {
    named("office", version, shifts)
}

fn named(key: &str, version: u32, shifts: &[&str]) -> Calendar {
    let weekday: Vec<Interval> = shifts.iter().map(|t| t.parse().expect("an interval")).collect();
    let day = |text: &str| text.parse::<Date>().expect("a date");
    Calendar::try_from(Written {
        key: key.into(),
        version,
        zone: chrono_tz::Asia::Shanghai,
        week: std::array::from_fn(|d| if d < 5 { weekday.clone() } else { Vec::new() }),
        exceptions: BTreeMap::from([(day("2026-10-01"), Vec::new()), (day("2026-10-10"), weekday.clone())]),
        covers_from: day("2026-01-01"),
        covers_until: day("2027-12-31"),
        workday: Span::minutes(450),
    })
    .expect("a calendar")
}

/// A Shanghai wall-clock time of November 2026: `at(23, 9, 30)` is Monday the 23rd, 09:30.
pub fn at(day: i64, hour: i64, minute: i64) -> Instant {
    let november: Instant = "2026-10-31T16:00:00Z".parse().expect("an instant");
    november + Span::days(day - 1) + Span::hours(hour) + Span::minutes(minute)
}

pub fn who(kind: ActorKind, id: u128, name: &str, roles: &[&str]) -> Who {
    let roles = roles.iter().map(|r| (*r).to_owned()).collect();
    Who {
        kind,
        id: Uuid::from_u128(id),
        name: name.into(),
        roles,
        is_requester: kind == ActorKind::Resident,
        stands_for: None,
    }
}

pub fn agent() -> Who {
    who(ActorKind::Staff, 1, "林晓", &["agent"])
}
pub fn steward() -> Who {
    who(ActorKind::Staff, 2, "周敏", &["steward"])
}
pub fn zhao() -> Who {
    who(ActorKind::Staff, 3, "赵师傅", &["technician"])
}
pub fn chen() -> Who {
    who(ActorKind::Staff, 4, "陈师傅", &["technician"])
}
pub fn supervisor() -> Who {
    who(ActorKind::Staff, 5, "客服主管", &["supervisor", "quality"])
}
pub fn manager() -> Who {
    who(ActorKind::Staff, 6, "项目经理", &["manager"])
}
pub fn owner() -> Who {
    who(ActorKind::Resident, 7, "王女士", &[])
}

pub fn everybody() -> Vec<Who> {
    vec![agent(), steward(), zhao(), chen(), supervisor(), manager(), owner(), Who::system()]
}

pub fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { panic!("not an object: {value}") }
}

pub fn file(n: u128) -> String {
    format!("file_{n:032x}")
}

/// Believable words for every required field of a form (and for the others when `all`).
pub fn fill(form: &Form, choice: usize, all: bool) -> Map<String, Value> {
    let asked = form.fields.iter().filter(|f| f.required || all);
    asked.map(|f| (f.name.clone(), if f.many { json!([answer(f, choice)]) } else { answer(f, choice) })).collect()
}

fn answer(field: &Field, choice: usize) -> Value {
    match &field.kind {
        Kind::Choice { choices } => choices[choice % choices.len()].value.clone().into(),
        Kind::Integer => field.min.unwrap_or(1).max(1).into(),
        Kind::Money => field.min.unwrap_or(0).into(),
        Kind::Bool => (choice % 4 != 3).into(),
        Kind::Instant => "2026-11-30T08:00:00Z".into(),
        Kind::Date => "2026-11-30".into(),
        Kind::Phone => "13800138000".into(),
        Kind::Ref { to } => format!("{to}_{:032x}", 9).into(),
        Kind::File { .. } | Kind::Signature => file(5).into(),
        Kind::Location => json!({"latitude": 31.2, "longitude": 121.5, "accuracy": 8.0}),
        Kind::Group { fields } => Value::Object(fill(&Form { fields: fields.clone() }, choice, true)),
        _ => "已处理".into(),
    }
}

/// One case, its log, and the time.
#[derive(Clone)]
pub struct Case {
    pub def: Definition,
    pub cals: Calendars,
    pub state: State,
    pub log: Vec<Event>,
    pub now: Instant,
}

impl Case {
    pub fn open(def: &Definition, who: &Who, now: Instant, input: Value) -> Self {
        let mut case = Self { def: def.clone(), cals: OFFICE.clone(), state: State::default(), log: Vec::new(), now };
        let id = Uuid::from_u128(0x77);
        let channel = "desk".to_owned();
        let requester = Some(Person { kind: ActorKind::Resident, id: owner().id, name: owner().name });
        case.run(&Command::Open { case: id, requester, channel, input: object(input) }, who).expect("opens");
        case
    }

    pub fn run(&mut self, command: &Command, who: &Who) -> Result<Vec<Event>, Refusal> {
        let events = decide(&self.def, &self.cals, &self.state, command, who, self.now)?;
        for event in &events {
            self.state = evolve(std::mem::take(&mut self.state), event);
            self.log.push(event.clone());
        }
        Ok(events)
    }

    pub fn command(action: &str, input: Map<String, Value>) -> Command {
        let assignee = Some(Person { kind: ActorKind::Staff, id: zhao().id, name: zhao().name });
        Command::Act { action: action.into(), input, assignee, master: Some(Uuid::from_u128(0x99)) }
    }

    pub fn try_act(&mut self, who: &Who, action: &str, input: Value) -> Result<Vec<Event>, Refusal> {
        self.run(&Self::command(action, object(input)), who)
    }

    /// Does an action that must succeed, at this time.
    pub fn act(&mut self, now: Instant, who: &Who, action: &str, input: Value) -> Vec<Event> {
        self.now = now;
        self.try_act(who, action, input).unwrap_or_else(|e| panic!("{action}: {e:?}"))
    }

    pub fn wake(&mut self, now: Instant) -> Vec<Event> {
        self.now = now;
        self.run(&Command::Wake, &Who::system()).expect("waking never fails")
    }

    pub fn offers(&self, who: &Who) -> Vec<Offer> {
        offers(&self.def, &self.state, who, self.now.date(self.cals.zone()))
    }

    pub fn buttons(&self, who: &Who) -> Vec<String> {
        self.offers(who).into_iter().filter(|o| o.refusal.is_none()).map(|o| o.action).collect()
    }

    /// What fell due: each rung and each miss with its instant.
    pub fn fires(&self) -> Vec<(Instant, String)> {
        let fire = |e: &Event| match &e.what {
            What::RungFired { clock, activation, rung } => Some((e.at, format!("{clock}#{activation} {rung}"))),
            What::ClockMissed { clock, activation } => Some((e.at, format!("{clock}#{activation} missed"))),
            What::PauseCapped => Some((e.at, "pause capped".to_owned())),
            _ => None,
        };
        self.log.iter().filter_map(fire).collect()
    }
}
