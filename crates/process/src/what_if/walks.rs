//! Imagined cases walked at random through a version, the same for the same seed.

use std::collections::BTreeMap;

use kernel::{ActorKind, Instant, Span};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{dice::Dice, findings::Kept, posts::Posts, recorded::Recorded, tally::Tally};
use crate::{
    calendars::Calendars,
    decide::{Command, decide},
    definition::{Action, Definition},
    event::{Event, Outcome, Person, Who},
    guard::form_at,
    offers::{offers, opening_form, work_offers},
    state::{State, apply},
};

/// The most steps of one walk.
const STEPS: usize = 60;
/// Tries that come to nothing before a walk is given up.
const TRIES: usize = 12;

/// What random walks through a version came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walked {
    /// How many were begun.
    pub walks: u64,
    /// How many came to an end.
    pub ended: u64,
    /// How many steps were taken.
    pub steps: u64,
    /// Where the others stood when they were given up, and how many.
    pub left: BTreeMap<String, u64>,
    /// Limits kept and missed.
    pub limits: BTreeMap<String, Kept>,
    /// Steps of each post.
    pub posts: BTreeMap<String, u64>,
}

/// The same walks through two versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walks {
    /// Through the one in force.
    pub was: Walked,
    /// Through the other.
    pub would: Walked,
}

/// Walks `count` imagined cases through a version. The same seed throws the same dice, so that two versions that differ in
/// little are walked nearly alike.
pub fn walks(def: &Definition, cals: &Calendars, begins: Instant, seed: u64, count: u64) -> Walked {
    let mut walked = Walked::default();
    let people = people(def);
    for nth in 0..count {
        walked.add(&Walk::of(def, cals, &people, begins, (seed, nth)));
    }
    walked
}

/// One of those walks, as its log tells it.
pub fn imagine(def: &Definition, cals: &Calendars, begins: Instant, seed: u64, nth: u64) -> Recorded {
    let people = people(def);
    let walk = Walk::of(def, cals, &people, begins, (seed, nth));
    Recorded { number: nth.to_string(), entries: walk.log }
}

struct Walk<'w> {
    def: &'w Definition,
    cals: &'w Calendars,
    people: &'w [Who],
    dice: Dice,
    state: State,
    tally: Tally,
    log: Vec<Vec<Event>>,
    now: Instant,
}

impl<'w> Walk<'w> {
    fn of(
        def: &'w Definition,
        cals: &'w Calendars,
        people: &'w [Who],
        begins: Instant,
        (seed, nth): (u64, u64),
    ) -> Self {
        let mut walk = Self {
            def,
            cals,
            people,
            dice: Dice::new(seed.wrapping_mul(0x1_0000).wrapping_add(nth)),
            state: State::default(),
            tally: Tally::default(),
            log: Vec::new(),
            now: begins + Span::minutes(i64::try_from(nth).unwrap_or_default() * 17),
        };
        walk.go(Uuid::from_u128(u128::from(seed) << 64 | u128::from(nth + 1)));
        walk
    }

    fn go(&mut self, case: Uuid) {
        for _ in 0..TRIES {
            if self.open(case) {
                break;
            }
        }
        let (mut steps, mut tries) = (0, 0);
        while steps < STEPS && tries < TRIES && self.state.is_open_or_ended() && !self.state.is_ended(self.def) {
            if self.step() {
                (steps, tries) = (steps + 1, 0);
            } else {
                tries += 1;
            }
        }
    }

    fn open(&mut self, case: Uuid) -> bool {
        let input = self.dice.fill(&opening_form(self.def), self.now);
        let Some(who) = self.dice.one_of(self.people).cloned() else { return false };
        let asks = |p: &&Who| p.is_requester;
        let requester = self.people.iter().find(asks).map(Who::person);
        self.run(&Command::Open { case, requester, channel: "desk".into(), input }, &who, &self.def.open.by)
    }

    /// Whoever comes first and can do something does it; whether anything came of it.
    fn step(&mut self) -> bool {
        const PAUSES: [i64; 6] = [3, 15, 40, 150, 600, 1_600];
        let pause = self.dice.one_of(&PAUSES).copied().unwrap_or(5);
        self.now = self.now + Span::minutes(pause);
        let (people, first) = (self.people, self.dice.below(self.people.len()));
        people.iter().cycle().skip(first).take(people.len()).any(|who| self.try_by(who))
    }

    fn try_by(&mut self, who: &Who) -> bool {
        let items = work_offers(self.def, &self.state, who);
        let counts = |id: &str| {
            let findings = self.def.work_item(id).is_some_and(|w| w.findings);
            self.state.records.get(id).is_some_and(|record| findings || !record.failed)
        };
        let fresh: Vec<_> = items.into_iter().filter(|(id, ..)| !counts(id)).collect();
        if let Some((item, _, form)) = self.dice.one_of(&fresh).cloned() {
            let allowed = self.def.work_item(&item).map(|w| w.by.as_slice()).unwrap_or_default();
            let command = Command::Record { item, input: self.dice.fill(&form, self.now) };
            return self.run(&command, who, allowed);
        }
        let open: Vec<String> = offers(self.def, &self.state, who, self.now.date(self.cals.zone()))
            .into_iter()
            .filter(|o| o.refusal.is_none())
            .map(|o| o.action)
            .collect();
        let leads = |id: &&String| self.def.action(id).is_some_and(|a| !a.to.stages().is_empty());
        let onward: Vec<String> = open.iter().filter(leads).cloned().collect();
        // What leaves the case where it is is done now and then; otherwise the next one is asked.
        let from = if self.dice.below(8) == 0 { &open } else { &onward };
        let Some(action) = self.dice.one_of(from).and_then(|id| self.def.action(id)) else { return false };
        self.act(action, who)
    }

    fn act(&mut self, action: &Action, who: &Who) -> bool {
        let mut input = self.dice.fill(&form_at(self.def, &self.state, action), self.now);
        let staff: Vec<&Who> = self.people.iter().filter(|p| p.kind == ActorKind::Staff).collect();
        let assignee: Option<Person> = self.dice.one_of(&staff).map(|w| w.person());
        if let (Some(named), Some(person)) = (input.get_mut("assignee"), &assignee) {
            *named = format!("staff_{}", person.id.simple()).into();
        }
        let master = Some(Uuid::from_u128(0x78));
        let command = Command::Act { action: action.id.clone(), input, assignee, master };
        self.run(&command, who, &action.by)
    }

    fn run(&mut self, command: &Command, who: &Who, allowed: &[String]) -> bool {
        let Ok(events) = decide(self.def, self.cals, &self.state, command, who, self.now) else { return false };
        for event in &events {
            self.tally.note(event);
            apply(&mut self.state, event);
        }
        self.tally.worked(Posts::of(who, allowed));
        self.log.push(events);
        true
    }
}

impl Walked {
    fn add(&mut self, walk: &Walk<'_>) {
        self.walks += 1;
        self.steps += walk.tally.posts.values().sum::<u64>();
        if walk.state.is_ended(walk.def) {
            self.ended += 1;
        } else {
            *self.left.entry(walk.state.stage.clone()).or_default() += 1;
        }
        for ((clock, _), outcome) in &walk.tally.limits {
            let kept = self.limits.entry(clock.clone()).or_default();
            match outcome {
                Some(Outcome::Met) => kept.met += 1,
                Some(Outcome::Missed) => kept.missed += 1,
                Some(Outcome::Void) => kept.void += 1,
                None => kept.open += 1,
            }
        }
        for (post, count) in &walk.tally.posts {
            *self.posts.entry(post.clone()).or_default() += count;
        }
    }
}

/// Two of each post that can do anything, whoever asked, and the engine itself.
fn people(def: &Definition) -> Vec<Who> {
    let actions = def.actions.iter().flat_map(|a| &a.by);
    let words = def.open.by.iter().chain(actions).chain(def.work_items.iter().flat_map(|w| &w.by));
    let mut roles: Vec<&String> = words
        .filter(|w| !["requester", "assignee", "staff", "anyone", "system"].contains(&w.as_str()))
        .chain(def.stages.iter().filter_map(|s| s.owner.as_ref()))
        .collect();
    roles.sort();
    roles.dedup();
    let person = |kind, id: usize, name: String, roles: Vec<String>| Who {
        kind,
        id: Uuid::from_u128(0x1_0000 + u128::try_from(id).unwrap_or_default()),
        name,
        roles,
        is_requester: kind == ActorKind::Resident,
        stands_for: None,
    };
    let mut people = vec![person(ActorKind::Resident, 0, String::new(), Vec::new())];
    for (nth, role) in roles.into_iter().enumerate() {
        for twin in 1..=2 {
            let (id, name) = (nth * 2 + twin, format!("{role} {twin}"));
            people.push(person(ActorKind::Staff, id, name, vec![role.clone()]));
        }
    }
    people
}
