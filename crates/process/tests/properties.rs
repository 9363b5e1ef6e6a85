//! Whatever people do to a case of any definition that ships: the log gives the state, nothing that was due is left lying, and no
//! other version loses it.

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use kernel::{Calendar, Instant, Span};
use process::{
    Calendars, Category, ClockMark, Command, Definition, Event, Library, Refusal, State, What, Who, decide, due,
    edit_form, evolve, offers, opening_form, summary, work_offers,
};
use support::{fill, office, who};
use uuid::Uuid;

/// The next of a row of numbers that only look like chance.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

fn read(folder: &Path, into: &mut Vec<String>) {
    let mut paths: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read(&path, into);
        } else if path.extension().is_some_and(|e| e == "toml") && !path.to_string_lossy().ends_with(".story.toml") {
            into.push(fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// Every definition that ships.
fn definitions() -> Vec<Definition> {
    let modules = Path::new("../../modules");
    let mut texts = Vec::new();
    ["desk/processes", "catalogue/processes"].iter().for_each(|folder| read(&modules.join(folder), &mut texts));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (library, definitions) = Library::of(&texts).unwrap_or_else(|e| panic!("{e}"));
    definitions.into_iter().map(|t| Definition::from_toml_with(t, &library).unwrap_or_else(|e| panic!("{e}"))).collect()
}

fn calendars() -> Calendars {
    let office = office(1, &["08:30-12:00", "13:30-17:30"]);
    let desk = kernel::calendar::Written { key: "desk".into(), ..office.written().clone() };
    Calendars::at(chrono_tz::Asia::Shanghai).with(office).with(Calendar::try_from(desk).expect("a calendar"))
}

/// One of every post the definition names, whoever asked, and the engine itself.
fn people(def: &Definition) -> Vec<Who> {
    let acting = def.actions.iter().flat_map(|a| &a.by).chain(def.work_items.iter().flat_map(|w| &w.by));
    let owners = def.stages.iter().filter_map(|s| s.owner.as_ref());
    let mut words: Vec<&String> = def.open.by.iter().chain(acting).chain(owners).collect();
    words.sort();
    words.dedup();
    let staff = words.into_iter().zip(10..).map(|(word, id)| who(kernel::ActorKind::Staff, id, word, &[word]));
    staff.chain([support::owner(), Who::system()]).collect()
}

struct Walk<'d> {
    def: &'d Definition,
    cals: &'d Calendars,
    people: Vec<Who>,
    dice: Dice,
    now: Instant,
    state: State,
    log: Vec<Event>,
}

impl<'d> Walk<'d> {
    fn begin(def: &'d Definition, cals: &'d Calendars, seed: u64) -> Self {
        let (now, people) = (support::at(23, 9, 0), people(def));
        let (state, log) = (State::default(), Vec::new());
        let mut walk = Self { def, cals, people, dice: Dice(seed), now, state, log };
        let input = fill(&opening_form(def), walk.dice.below(5), walk.dice.below(2) == 0);
        let requester = Some(support::owner().person());
        let open = Command::Open { case: Uuid::from_u128(7), requester, channel: "desk".into(), input };
        walk.run(&open, &Who::system()).unwrap_or_else(|e| panic!("{}: {e:?}", def.key));
        walk
    }

    fn run(&mut self, command: &Command, who: &Who) -> Result<(), Refusal> {
        let events = decide(self.def, self.cals, &self.state, command, who, self.now)?;
        for event in events {
            assert!(self.log.last().is_none_or(|last| last.at <= event.at), "{}: time goes back", self.def.key);
            self.state = evolve(std::mem::take(&mut self.state), &event);
            self.log.push(event);
        }
        self.holds(command);
        Ok(())
    }

    /// What is true of every case after whatever was done to it.
    fn holds(&self, command: &Command) {
        let (def, state) = (self.def, &self.state);
        let at = format!("{} in {:?} after {command:?}", def.key, state.stage);
        assert!(def.stage(&state.stage).is_some(), "no such stage: {at}");
        assert!(due(def, state, self.cals).is_none_or(|at| at > self.now), "something due was left: {at}");
        let ended = state.is_ended(def);
        let waits = state.category(def) == Category::Waiting;
        assert_eq!(state.pause.is_some(), waits, "waiting is on exactly where a case waits: {at}");
        for (id, clock) in &state.clocks {
            assert!(!ended || clock.stopped_at.is_some(), "{id} goes on after the end: {at}");
            assert!(clock.stopped_at.is_none() || clock.outcome.is_some(), "{id} stopped without outcome: {at}");
        }
    }

    fn step(&mut self) {
        let who = self.people[self.dice.below(self.people.len())].clone();
        let (choice, all) = (self.dice.below(7), self.dice.below(3) == 0);
        match self.dice.below(20) {
            0..=3 => {
                let items = work_offers(self.def, &self.state, &who);
                let Some((item, _, form)) = items.get(self.dice.below(items.len())) else { return };
                let _ = self.run(&Command::Record { item: item.clone(), input: fill(form, choice, true) }, &who);
            }
            4 | 5 => {
                self.now = self.now + Span::hours(i64::try_from(self.dice.below(90)).unwrap_or(1));
                self.run(&Command::Wake, &Who::system()).expect("waking never fails");
            }
            6 => {
                let input = fill(&edit_form(self.def, &self.state, &who), choice, all);
                let _ = self.run(&Command::Edit { input }, &who);
            }
            _ => {
                let today = self.now.date(self.cals.zone());
                let offers = offers(self.def, &self.state, &who, today);
                let Some(offer) = offers.get(self.dice.below(offers.len())) else { return };
                // A case that ends at once has little to tell.
                let end = |s: &&str| self.def.stage(s).is_some_and(|s| s.category.is_end());
                let ends = self.def.action(&offer.action).is_some_and(|a| a.to.stages().iter().any(end));
                if ends && self.dice.below(9) > 0 {
                    return;
                }
                self.now = self.now + Span::minutes(1);
                let assignee = Some(self.people[self.dice.below(self.people.len())].person());
                let (action, input) = (offer.action.clone(), fill(&offer.form, choice, all));
                let act = Command::Act { action, input, assignee, master: Some(Uuid::from_u128(9)) };
                let done = self.run(&act, &who);
                let shown = offer.refusal.as_ref();
                assert!(done.is_err() || shown.is_none(), "{}: what was refused was done: {act:?}", self.def.key);
            }
        }
    }

    /// Whoever did something, as the engine sees him.
    fn person(&self, by: &process::Person) -> Who {
        self.people.iter().find(|who| by.is(who.kind, who.id)).expect("one of the people").clone()
    }

    fn replayed(&self) -> State {
        self.log.iter().fold(State::default(), evolve)
    }
}

#[test]
fn any_row_of_commands_keeps_a_case_of_any_definition_whole_and_its_log_gives_the_state() {
    let (definitions, cals) = (definitions(), calendars());
    assert!(definitions.len() > 100, "there are {}", definitions.len());
    let mut ended = 0;
    for def in &definitions {
        for seed in 1..=4 {
            let mut walk = Walk::begin(def, &cals, seed);
            (0..60).for_each(|_| walk.step());
            assert_eq!(walk.replayed(), walk.state, "{}", def.key);
            let json = serde_json::to_string(&walk.state).expect("writes");
            assert_eq!(serde_json::from_str::<State>(&json).expect("reads"), walk.state, "{}", def.key);
            ended += usize::from(walk.state.is_ended(def));
        }
    }
    assert!(ended > 20, "the walks come somewhere: {ended} ended");
}

/// How a case stands, without how many entries it has and when the last was made.
fn standing(state: &State) -> State {
    State { events: 0, last_at: None, ..state.clone() }
}

#[test]
fn what_is_taken_back_in_time_leaves_a_case_as_if_it_had_not_been_done() {
    let (mut definitions, cals) = (definitions(), calendars());
    definitions.iter_mut().flat_map(|d| &mut d.actions).for_each(|a| a.undo = "10 minutes".parse().ok());
    let (mut undone, mut settled) = (0, 0);
    for def in &definitions {
        let mut walk = Walk::begin(def, &cals, 77);
        for _ in 0..40 {
            walk.step();
            assert_eq!(walk.replayed(), walk.state, "{}", def.key);
            let Some(last) = walk.state.undoable.clone() else { continue };
            let settles = due(def, &walk.state, &cals).expect("it settles by itself");
            assert!(settles <= last.until, "{}", def.key);
            let (by, other) = (walk.person(&last.by), Who { id: Uuid::from_u128(999), ..support::owner() });
            walk.now = walk.now + Span::minutes(if walk.dice.below(3) == 0 { 11 } else { 4 });
            let undo = |walk: &Walk, who: &Who| decide(def, &cals, &walk.state, &Command::Undo, who, walk.now);
            if walk.now >= settles {
                assert!(matches!(undo(&walk, &by), Err(Refusal::Settled)), "{}", def.key);
                walk.run(&Command::Wake, &Who::system()).expect("waking never fails");
                assert!(walk.state.undoable.is_none(), "{}", def.key);
                settled += 1;
                continue;
            }
            assert!(matches!(undo(&walk, &other), Err(Refusal::NotDoneBy { .. })), "{}", def.key);
            // What would have fallen due without it happens now, and is no way back to how it stood.
            if due(def, &last.was, &cals).is_none_or(|at| at > walk.now) && walk.dice.below(2) == 0 {
                let said = Command::Comment { text: "看到了".into(), open: false, files: Vec::new() };
                walk.run(&said, &Who::system()).expect("a remark");
                walk.run(&Command::Undo, &by).unwrap_or_else(|e| panic!("{}: {e:?}", def.key));
                assert_eq!(standing(&walk.state), standing(&last.was), "{}", def.key);
                undone += 1;
            }
        }
        assert_eq!(walk.replayed(), walk.state, "{}", def.key);
    }
    assert!(undone > 200 && settled > 200, "{undone} were taken back, {settled} were not");
}

#[test]
fn every_process_says_how_long_its_records_are_kept() {
    let silent: Vec<String> = definitions().into_iter().filter(|d| d.retention.is_none()).map(|d| d.key).collect();
    assert!(silent.is_empty(), "{silent:?}");
    let day = |text: &str| text.parse::<kernel::Date>().expect("a day");
    let term = process::definition::Retention { years: Some(5), source: None };
    assert_eq!(term.until(day("2024-02-29")), Some(day("2029-02-28")));
    let over = term.over_before(day("2029-03-01"), chrono_tz::Asia::Shanghai).expect("it ends");
    assert_eq!(over, day("2024-03-01").start(chrono_tz::Asia::Shanghai), "what ended on 29 February is past it");
    assert_eq!(process::definition::Retention { years: None, source: None }.until(day("2024-02-29")), None);
}

/// The same process with a stage called otherwise and one limit less.
fn revised(def: &Definition, stage: &str) -> Definition {
    let json = serde_json::to_string(def).expect("writes").replace(&format!("\"{stage}\""), &format!("\"{stage}_2\""));
    // A stage may be called as a way to give a case away is.
    let json = json.replace("\"assign\":\"pool_2\"", "\"assign\":\"pool\"");
    let mut revised: Definition = serde_json::from_str(&json).expect("reads");
    if revised.clocks.len() > 1 {
        revised.clocks.pop();
    }
    revised
}

/// A case goes over to another version, or is refused and stays as it was; when it goes over, nothing of it is lost.
fn migrates<'d>(mut walk: Walk<'d>, to: &'d Definition, stages: &BTreeMap<String, String>, restart: bool) -> bool {
    let old = walk.def;
    walk.run(&Command::Wake, &Who::system()).expect("waking never fails");
    let before = (walk.state.clone(), walk.log.len());
    let views = |def, state: &State| summary(def, state, walk.cals, walk.now);
    let clocks = views(to, &before.0);
    let ended = before.0.is_ended(old);
    let migrate = Command::Migrate { stages: stages.clone(), restart };
    walk.def = to;
    if ended {
        return false;
    }
    if let Err(refusal) = walk.run(&migrate, &Who::system()) {
        let told = matches!(refusal, Refusal::CannotAdopt { .. } | Refusal::AdoptEnds { .. } | Refusal::Unknown(_));
        assert!(told, "{} to {}: {refusal:?}", old.key, to.key);
        assert_eq!((&walk.state, walk.log.len()), (&before.0, before.1), "what is refused changes nothing");
        return false;
    }
    let at = format!("{} to {}: {:?} became {:?}", old.key, to.key, before.0.stage, walk.state.stage);
    assert_eq!(walk.state.stage, *stages.get(&before.0.stage).unwrap_or(&before.0.stage), "{at}");
    assert_eq!(walk.state.fields, before.0.fields, "{at}");
    assert_eq!(walk.replayed(), walk.state, "{at}");
    let adopted = walk.log[before.1..].iter().filter(|e| matches!(e.what, What::Adopted { .. })).count();
    assert_eq!(adopted, 1, "{at}");
    for (earlier, later) in clocks.iter().zip(summary(to, &walk.state, walk.cals, walk.now)) {
        let known = before.0.clocks.get(&earlier.id).and_then(|c| c.outcome);
        let still = walk.state.clocks.get(&earlier.id).and_then(|c| c.outcome);
        assert!(known.is_none() || known == still, "what is known of {} stays: {at}", earlier.id);
        let dated = to.clock(&earlier.id).is_some_and(|c| c.budget.to_string().starts_with("until "));
        if known.is_none() && earlier.mark != ClockMark::Idle && !restart && !dated {
            assert_eq!(later.elapsed, earlier.elapsed, "{} keeps what it has used: {at}", earlier.id);
        }
    }
    walk.people = people(to);
    (0..15).for_each(|_| walk.step());
    true
}

#[test]
fn another_version_takes_a_case_over_whole_or_says_why_not() {
    let (definitions, cals) = (definitions(), calendars());
    let (mut taken, mut refused) = (0, 0);
    for (nth, def) in definitions.iter().enumerate() {
        for seed in 1..=4_u64 {
            let mut dice = Dice(seed + 1_000);
            let mut walk = Walk::begin(def, &cals, seed + 50);
            for _ in 0..dice.below(40) {
                let (state, events) = (walk.state.clone(), walk.log.len());
                walk.step();
                if walk.state.is_ended(def) {
                    walk.state = state;
                    walk.log.truncate(events);
                    break;
                }
            }
            let stage = walk.state.stage.clone();
            let to = revised(def, &stage);
            let map = BTreeMap::from([(stage.clone(), format!("{stage}_2"))]);
            // With the right map, without one, and into a process that has nothing to do with it.
            let other = &definitions[(nth + dice.below(90) + 1) % definitions.len()];
            let any = |dice: &mut Dice| other.stages[dice.below(other.stages.len())].id.clone();
            let wild = def.stages.iter().filter(|_| dice.below(5) > 0).map(|s| s.id.clone()).collect::<Vec<_>>();
            let wild = wild.into_iter().map(|from| (from, any(&mut dice))).collect();
            for (to, map) in [(&to, &map), (&to, &BTreeMap::new()), (other, &wild)] {
                let copy = Walk {
                    def,
                    cals: &cals,
                    people: walk.people.clone(),
                    dice: Dice(seed),
                    now: walk.now,
                    state: walk.state.clone(),
                    log: walk.log.clone(),
                };
                if migrates(copy, to, map, dice.below(2) == 0) { taken += 1 } else { refused += 1 }
            }
        }
    }
    assert!(taken > 200 && refused > 200, "{taken} taken over, {refused} refused");
}
