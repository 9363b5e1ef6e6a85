//! Walking a story with the pure core.

use std::collections::BTreeMap;

use kernel::{
    ActorKind, Calendar, Date, Instant, Span,
    calendar::{Interval, Written},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Opened, PAPERS, Step, Story, filled, long};
use crate::{
    Calendars, Command, Definition, Outcome, Person, Refusal, State, Who, decide,
    definition::{Assign, Does},
    evolve,
};

struct Walk<'d> {
    def: &'d Definition,
    cals: Calendars,
    state: State,
    now: Instant,
}

/// Walks a story.
///
/// # Errors
/// Which step went otherwise than told, and how.
pub fn walk(def: &Definition, story: &Story) -> Result<(), String> {
    // A Monday, nine in the morning.
    let now = "2026-11-23T01:00:00Z".parse().expect("an instant");
    let mut walk = Walk { def, cals: calendars(), state: State::default(), now };
    walk.open(&story.open).map_err(|e| format!("open: {e}"))?;
    for (nth, step) in story.steps.iter().enumerate() {
        let what = step.act.as_ref().or(step.record.as_ref()).or(step.pass.as_ref()).map_or("edit", String::as_str);
        walk.step(step).map_err(|e| format!("step {} ({what}): {e}", nth + 1))?;
    }
    if walk.state.stage == story.end {
        Ok(())
    } else {
        Err(format!("ends in {}, not in {}", walk.state.stage, story.end))
    }
}

impl Walk<'_> {
    fn open(&mut self, told: &Opened) -> Result<(), String> {
        let input = filled(&told.input, self.now, &someone);
        let somebody_asks = ["requester", "anyone"].contains(&told.by.as_str()) || input.contains_key("contact");
        let requester = somebody_asks.then(|| person("requester").person());
        let who = person(&told.by);
        if !told.by.is_empty() && !may_open(self.def, &who, &told.by) {
            return Err(format!("{} may not open it", told.by));
        }
        let open = Command::Open { case: Uuid::from_u128(0x77), requester, channel: "desk".into(), input };
        self.run(&open, &who).map_err(|e| format!("{e:?}"))
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        if let Some(span) = &step.pass {
            return self.pass(span, step.late.as_deref());
        }
        let who = self.who(step.by.as_deref().ok_or("nobody does it")?)?;
        let input = filled(&step.input, self.now, &someone);
        let command = match (&step.act, &step.record, &step.edit) {
            (Some(action), ..) => self.act(action, input, step.to.as_deref())?,
            (_, Some(item), _) => Command::Record { item: item.clone(), input },
            (.., Some(fields)) => Command::Edit { input: filled(fields, self.now, &someone) },
            _ => return Err("nothing is done".into()),
        };
        // Nobody does two things in the same instant.
        self.now = self.now + Span::minutes(1);
        match (self.run(&command, &who), &step.refused) {
            (Ok(()), None) => {}
            (Ok(()), Some(expected)) => return Err(format!("was allowed, not refused ({expected})")),
            (Err(refusal), Some(expected)) if refusal.word() == expected => return Ok(()),
            (Err(refusal), _) => return Err(format!("refused: {refusal:?}")),
        }
        match &step.stage {
            Some(stage) if *stage != self.state.stage => Err(format!("leads to {}, not to {stage}", self.state.stage)),
            _ => Ok(()),
        }
    }

    fn act(&self, action: &str, input: Map<String, Value>, to: Option<&str>) -> Result<Command, String> {
        let assigns = self.def.action(action).and_then(|a| a.assign.as_ref());
        let next_on_duty = assigns == Some(&Assign::Rotation);
        let assignee = match to {
            Some(to) => Some(self.who(to)?.person()),
            None => next_on_duty.then(|| person("technician").person()),
        };
        let mut input = input;
        if let (Some(to), Some(Assign::Input)) = (&assignee, assigns) {
            input.insert("assignee".into(), format!("staff_{}", to.id.simple()).into());
        }
        let does = self.def.action(action).and_then(|a| a.does);
        let master = (does == Some(Does::Merge)).then(|| Uuid::from_u128(0x78));
        Ok(Command::Act { action: action.to_owned(), input, assignee, master })
    }

    fn pass(&mut self, span: &str, late: Option<&[String]>) -> Result<(), String> {
        self.now = self.now + long(span)?;
        self.run(&Command::Wake, &Who::system()).map_err(|e| format!("{e:?}"))?;
        let Some(late) = late else { return Ok(()) };
        let missed = self.state.clocks.iter().filter(|(_, c)| matches!(c.outcome, Some((Outcome::Missed, _))));
        let missed: Vec<&str> = missed.map(|(name, _)| name.as_str()).collect();
        let same = missed.len() == late.len() && late.iter().all(|name| missed.contains(&name.as_str()));
        if same { Ok(()) } else { Err(format!("late are {missed:?}")) }
    }

    fn who(&self, word: &str) -> Result<Who, String> {
        let of = |found: &Option<Person>| found.clone().ok_or_else(|| format!("there is no {word}"));
        let known = match word {
            "assignee" => of(&self.state.assignee)?,
            "requester" => of(&self.state.requester)?,
            _ => return Ok(person(word)),
        };
        let roles = if known.kind == ActorKind::Staff { vec![plain(&known.name).to_owned()] } else { Vec::new() };
        let is_requester = self.state.requester.as_ref() == Some(&known);
        Ok(Who { kind: known.kind, id: known.id, name: known.name, roles, is_requester, stands_for: None })
    }

    fn run(&mut self, command: &Command, who: &Who) -> Result<(), Refusal> {
        for event in decide(self.def, &self.cals, &self.state, command, who, self.now)? {
            self.state = evolve(std::mem::take(&mut self.state), &event);
        }
        Ok(())
    }
}

fn may_open(def: &Definition, who: &Who, word: &str) -> bool {
    def.open
        .by
        .iter()
        .any(|by| by == word || by == "anyone" || by == plain(word) || by == "staff" && who.kind == ActorKind::Staff)
}

/// Somebody by his role; `agent2` is another one of the same.
fn person(word: &str) -> Who {
    let id = word.bytes().fold(1_u128, |id, byte| id.wrapping_mul(257).wrapping_add(u128::from(byte)));
    let (kind, id, roles) = match word {
        "system" => return Who::system(),
        "anyone" => (ActorKind::Anonymous, 0, Vec::new()),
        "requester" => (ActorKind::Resident, id, Vec::new()),
        role => (ActorKind::Staff, id, vec![plain(role).to_owned()]),
    };
    let is_requester = kind == ActorKind::Resident;
    Who { kind, id: Uuid::from_u128(id), name: word.to_owned(), roles, is_requester, stands_for: None }
}

fn plain(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// What stands for a record of a register: an id that looks like one.
fn someone(word: &str) -> Option<String> {
    let noun = match word {
        "room" => "place",
        "person" | "asset" | "staff" => word,
        "tenant" => "person",
        "colleague" => "staff",
        "worn" => "asset",
        paper if PAPERS.contains(&paper) => paper,
        "photo" | "file" | "signature" => "file",
        _ => return None,
    };
    Some(format!("{noun}_{:032x}", 9))
}

/// Office: weekdays, nine to twelve and half past one to six; desk: every day from eight to eight.
fn calendars() -> Calendars {
    let office = ["09:00-12:00", "13:30-18:00"];
    Calendars::at(chrono_tz::Asia::Shanghai).with(calendar("office", 5, &office, 450)).with(calendar(
        "desk",
        7,
        &["08:00-20:00"],
        720,
    ))
}

fn calendar(key: &str, days: usize, shifts: &[&str], workday: i64) -> Calendar {
    let open: Vec<Interval> = shifts.iter().map(|t| t.parse().expect("an interval")).collect();
    let date = |text: &str| text.parse::<Date>().expect("a date");
    Calendar::try_from(Written {
        key: key.into(),
        version: 1,
        zone: chrono_tz::Asia::Shanghai,
        week: std::array::from_fn(|d| if d < days { open.clone() } else { Vec::new() }),
        exceptions: BTreeMap::new(),
        covers_from: date("2026-01-01"),
        covers_until: date("2030-12-31"),
        workday: Span::minutes(workday),
    })
    .expect("a calendar")
}
