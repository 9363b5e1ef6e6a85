//! Where somebody's own steps would lead a case, so that he can go on with it where nobody can be asked: a guess over what is
//! known now, proven again by the doing.

use kernel::{Date, form::Form};

use crate::{
    definition::{Assign, Definition, Words},
    event::{Person, Who},
    guard::Guard,
    offers::{Offer, offers, work_offers},
    refusal::Refusal,
    state::State,
    written::Target,
};

/// The most stages that are looked ahead.
const MOST: usize = 12;

/// A stage as somebody could come to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    /// The stage.
    pub stage: String,
    /// What it is called.
    pub label: Words,
    /// What he may do there.
    pub onward: Vec<Onward>,
    /// The work items he may record there.
    pub work: Vec<(String, Words, Form)>,
}

/// Something he may do.
#[derive(Debug, Clone, PartialEq)]
pub struct Onward {
    /// What it is and asks.
    pub offer: Offer,
    /// Where it leads, `back` to the stage before; none when that is decided by what will be known then.
    pub to: Option<String>,
    /// The work items that must be recorded before.
    pub needs: Vec<String>,
}

/// The stage of the case and those to which his own steps would lead from there, nearest first. `sides` are those in whose name
/// he acts, himself first. What is refused for another reason than that something is still to be recorded is left out.
pub fn foresee(def: &Definition, state: &State, sides: &[Who], today: Date) -> Vec<Foreseen> {
    let mut open = vec![state.clone()];
    let mut found: Vec<Foreseen> = Vec::new();
    let mut next = 0;
    while let Some(state) = open.get(next).filter(|_| next < MOST).cloned() {
        next += 1;
        let Some(stage) = def.stage(&state.stage) else { continue };
        let onward = onward(def, &state, sides, today);
        for way in &onward {
            let (Some(to), Some(who)) = (&way.to, sides.first()) else { continue };
            let to = if to == "back" { &state.before } else { to };
            if open.iter().all(|known| known.stage != *to) {
                open.push(led(def, &state, (&way.offer.action, to), who));
            }
        }
        let mut work: Vec<(String, Words, Form)> = Vec::new();
        for item in sides.iter().flat_map(|who| work_offers(def, &state, who)) {
            if work.iter().all(|(known, ..)| *known != item.0) {
                work.push(item);
            }
        }
        if !onward.is_empty() || !work.is_empty() {
            found.push(Foreseen { stage: state.stage.clone(), label: stage.label.clone(), onward, work });
        }
    }
    found
}

fn onward(def: &Definition, state: &State, sides: &[Who], today: Date) -> Vec<Onward> {
    let mut ways: Vec<Onward> = Vec::new();
    for (who, offer) in sides.iter().flat_map(|who| offers(def, state, who, today).into_iter().map(move |o| (who, o))) {
        let hopeful = matches!(offer.refusal, None | Some(Refusal::Missing { .. } | Refusal::Failed { .. }));
        let Some(action) = def.action(&offer.action).filter(|_| hopeful) else { continue };
        if ways.iter().any(|known| known.offer.action == offer.action) {
            continue;
        }
        let to = match &action.to {
            // Whoever is given it goes on with it.
            _ if action.assign == Some(Assign::Input) => None,
            Target::Stay => Some(state.stage.clone()),
            Target::One(stage) => Some(stage.clone()),
            Target::Routes(_) => None,
        };
        let needs = Guard { def, state, who, today }.unrecorded(action);
        ways.push(Onward { offer, to, needs });
    }
    ways
}

/// The case as it would stand after an action, as far as that can be known without what will be said.
fn led(def: &Definition, state: &State, (action, to): (&str, &str), who: &Who) -> State {
    let mut state = State { before: state.stage.clone(), stage: to.to_owned(), ..state.clone() };
    let person = Person { kind: who.kind, id: who.id, name: who.name.clone() };
    match def.action(action).and_then(|a| a.assign.as_ref()) {
        Some(Assign::Actor) => state.assignee = Some(person.clone()),
        Some(_) => state.assignee = None,
        None => {}
    }
    state.actors.insert(action.to_owned(), person);
    state.work.clear();
    state.records.clear();
    state
}

#[cfg(test)]
mod tests {
    use kernel::{ActorKind, Instant};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        Calendars,
        decide::{Command, decide},
        state::evolve,
    };

    #[test]
    fn a_technicians_steps_are_foreseen_from_taking_the_job_to_its_end_and_no_further() {
        let mut def =
            Definition::from_toml(include_str!("../../../modules/desk/processes/repair.toml")).expect("a definition");
        def.work_items[0].required = true;
        let agent =
            Who { kind: ActorKind::Staff, id: Uuid::from_u128(2), roles: vec!["agent".into()], ..Who::system() };
        let technician =
            Who { kind: ActorKind::Staff, id: Uuid::from_u128(3), roles: vec!["technician".into()], ..Who::system() };
        let now: Instant = "2026-11-23T01:00:00Z".parse().expect("an instant");
        let cals = Calendars::at(chrono_tz::Asia::Shanghai);
        let said = json!({"summary": "水泵异响", "trade": "water", "urgency": "normal", "facility_class": "other"});
        let input = said.as_object().cloned().unwrap_or_default();
        let open = Command::Open { case: Uuid::from_u128(7), requester: None, channel: "desk".into(), input };
        let mut def_without_clocks = def.clone();
        def_without_clocks.clocks.clear();
        let done = |state: &State, command: &Command, who: &Who| {
            decide(&def_without_clocks, &cals, state, command, who, now)
                .expect("is done")
                .iter()
                .fold(state.clone(), evolve)
        };
        let opened = done(&State::default(), &open, &agent);
        let to = Person { kind: ActorKind::Staff, id: Uuid::from_u128(3), name: "赵师傅".into() };
        let assign = Command::Act {
            action: "assign".into(),
            input: json!({"assignee": format!("staff_{:032x}", 3)}).as_object().cloned().unwrap_or_default(),
            assignee: Some(to),
            master: None,
        };
        let given = done(&opened, &assign, &agent);
        let today = now.date(chrono_tz::Asia::Shanghai);
        let ahead = foresee(&def, &given, std::slice::from_ref(&technician), today);
        let led: Vec<&str> = ahead.iter().map(|one| one.stage.as_str()).collect();
        assert_eq!(led.first(), Some(&given.stage.as_str()));
        let complete = ahead.iter().flat_map(|one| &one.onward).find(|way| way.offer.action == "complete");
        let complete = complete.expect("he can say that it is done");
        assert_eq!(complete.needs, ["closing_check"]);
        let resume = ahead.iter().flat_map(|one| &one.onward).find(|way| way.offer.action == "resume");
        assert_eq!(resume.and_then(|way| way.to.as_deref()), Some("back"));
        let working = ahead.iter().find(|one| one.stage == "working").expect("he comes to the work");
        assert!(working.work.iter().any(|(item, ..)| item == "closing_check"), "{:?}", working.work);
        assert!(
            ahead.iter().flat_map(|one| &one.onward).all(|way| way.offer.action != "confirm"),
            "others' steps are not his"
        );
    }
}
