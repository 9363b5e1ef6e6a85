//! One recorded case under another version of its process.

use kernel::Instant;
use serde_json::{Map, Value};

use super::{
    findings::Why,
    posts::Posts,
    recorded::{Recorded, Step},
    tally::Tally,
};
use crate::{
    calendars::Calendars,
    decide::{Command, decide},
    definition::{Action, Definition},
    event::Who,
    guard::{CONFIRMED, form_at, form_of_steps, to_confirm},
    offers::opening_form,
    state::{State, apply},
};

/// What became of a case, and what would have become of it.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Its number.
    pub number: String,
    /// As it is recorded.
    pub was: Tally,
    /// Under the other version.
    pub would: Tally,
    /// What people did and could not have done, with the reason, in their order.
    pub refused: Vec<(String, Why)>,
    /// Whether it has come to its end, and would not have.
    pub unfinished: bool,
}

impl Compared {
    /// Whether it would have gone the same way and kept the same limits.
    pub fn is_same(&self) -> bool {
        self.refused.is_empty() && self.was.path == self.would.path && self.was.limits == self.would.limits
    }
}

/// Goes through a recorded case once more under `def`; `own` is the version under which it was worked. Each thing is done by the
/// same person at the same time; what `def` refuses is left out, and the case goes on with the next.
pub fn compare(
    def: &Definition,
    own: &Definition,
    cals: &Calendars,
    case: &Recorded,
    posts: &Posts,
    until: Instant,
) -> Compared {
    let (mut was, mut would, mut refused) = (Tally::default(), Tally::default(), Vec::new());
    case.events().for_each(|event| was.note(event));
    let has_ended = was.end().and_then(|s| own.stage(s)).is_some_and(|s| s.category.is_end());
    let last = case.events().last().map_or(until, |e| e.at);
    let until = if has_ended { last } else { until.max(last) };
    let mut state = State::default();
    for step in case.steps(own) {
        let Step { at, by, name, command, allowed, assignee } = step;
        let who = posts.who(&by, &allowed, assignee.as_ref());
        was.worked(Posts::of(&who, &allowed));
        let command = asked(def, &state, command);
        match decide(def, cals, &state, &command, &who, at) {
            Ok(events) => {
                let now_allowed = allowed_by(def, &command).unwrap_or(&allowed);
                would.worked(Posts::of(&who, now_allowed));
                for event in &events {
                    would.note(event);
                    apply(&mut state, event);
                }
            }
            // Without a case nothing else can be done to it.
            Err(refusal) if !state.is_open_or_ended() => {
                refused.push((name, Why::of(&refusal)));
                break;
            }
            Err(refusal) => refused.push((name, Why::of(&refusal))),
        }
    }
    if state.is_open_or_ended()
        && let Ok(events) = decide(def, cals, &state, &Command::Wake, &Who::system(), until)
    {
        for event in &events {
            would.note(event);
            apply(&mut state, event);
        }
    }
    was.until(own, until);
    would.until(def, until);
    let unfinished = has_ended && !state.is_ended(def);
    Compared { number: case.number.clone(), was, would, refused, unfinished }
}

/// The command with what the other version asks in its forms, and nothing else.
fn asked(def: &Definition, state: &State, command: Command) -> Command {
    let only = |input: Map<String, Value>, form: &kernel::form::Form| -> Map<String, Value> {
        input.into_iter().filter(|(name, _)| form.fields.iter().any(|f| &f.name == name)).collect()
    };
    match command {
        Command::Open { case, requester, channel, input } => {
            Command::Open { case, requester, channel, input: only(input, &opening_form(def)) }
        }
        Command::Act { action, input, assignee, master } => {
            let mut input = input;
            let known = def.action(&action);
            input.extend(known.and_then(|a| all_confirmed(def, state, a)));
            let input = known.map_or(Map::new(), |a| only(input, &form_at(def, state, a)));
            Command::Act { action, input, assignee, master }
        }
        Command::Record { item, input } => {
            let input = def.work_item(&item).map_or(Map::new(), |w| only(input, &form_of_steps(&w.steps)));
            Command::Record { item, input }
        }
        other => other,
    }
}

/// Whoever did it would have confirmed what this version wants confirmed.
fn all_confirmed(def: &Definition, state: &State, action: &Action) -> Option<(String, Value)> {
    let names: Vec<&str> = to_confirm(def, state, action).iter().map(|spec| spec.name.as_str()).collect();
    (!names.is_empty()).then(|| (CONFIRMED.to_owned(), names.into()))
}

/// Who may do it by this version.
fn allowed_by<'d>(def: &'d Definition, command: &Command) -> Option<&'d [String]> {
    match command {
        Command::Open { .. } => Some(&def.open.by),
        Command::Act { action, .. } => def.action(action).map(|a| a.by.as_slice()),
        Command::Record { item, .. } => def.work_item(item).map(|w| w.by.as_slice()),
        Command::Check { .. } => def.sample.as_ref().map(|s| s.by.as_slice()),
        _ => None,
    }
}
