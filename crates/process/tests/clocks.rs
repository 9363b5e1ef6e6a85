//! The eight properties of the clock algebra on random lives of cases, and that deciding is deterministic.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Calendar, Instant, Span};
use process::{Calendars, Command, Definition, Event, Outcome, State, What, Who, due, evolve, next_deadline, summary};
use proptest::prelude::*;
use serde_json::{Map, json};
use support::{COMPLAINT, Case, OFFICE, REPAIR, REPAIR_TEXT, agent, at, everybody, fill, office, owner, read, zhao};

/// One step of a random life: so many minutes later, somebody presses one of his buttons, saying one thing or another.
#[derive(Debug, Clone)]
struct Step {
    later: i64,
    who: usize,
    button: usize,
    choice: usize,
}

fn lives() -> impl Strategy<Value = Vec<Step>> {
    // Mostly minutes to hours, sometimes days; mostly those who move a case on.
    let later = prop_oneof![4 => 0i64..180, 2 => 0i64..3_000, 1 => 0i64..12_000];
    let step = (later, 0usize..8, 0usize..40, 0usize..12);
    prop::collection::vec(step.prop_map(|(later, who, button, choice)| Step { later, who, button, choice }), 1..45)
}

fn begin(def: &Definition) -> Case {
    Case::open(def, &agent(), at(23, 9, 0), json!({"summary": "跳闸"}))
}

/// Presses one of the buttons that are not grey; `None` when this person has none.
fn press(case: &mut Case, step: &Step) -> Option<String> {
    case.now = case.now + Span::minutes(step.later);
    let who = everybody()[step.who].clone();
    let open: Vec<_> = case.offers(&who).into_iter().filter(|o| o.refusal.is_none()).collect();
    // The ends of a case are rarely chosen, or every life would be short.
    let brief = ["withdraw", "force_close", "merge"];
    let long: Vec<_> = open.iter().filter(|o| step.choice == 11 || !brief.contains(&o.action.as_str())).collect();
    let offer = long.get(step.button.checked_rem(long.len())?)?;
    let input = fill(&offer.form, step.choice, step.choice.is_multiple_of(2));
    case.run(&Case::command(&offer.action, input), &who).unwrap_or_else(|e| panic!("{}: {e:?}", offer.action));
    Some(offer.action.clone())
}

fn live(case: &mut Case, steps: &[Step]) {
    for step in steps {
        press(case, step);
    }
}

fn definitions() -> impl Strategy<Value = &'static Definition> {
    prop::sample::select(vec![&*REPAIR, &*COMPLAINT])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// What a running clock has used at its deadline is its budget, to the microsecond.
    #[test]
    fn p1_a_deadline_is_where_the_budget_ends(def in definitions(), steps in lives()) {
        let mut case = begin(def);
        for step in &steps {
            press(&mut case, step);
            for view in summary(def, &case.state, &case.cals, case.now) {
                let running = case.state.clocks.get(&view.id).is_some_and(|c| c.running_since.is_some() && c.outcome.is_none());
                if let (true, Some(due)) = (running, view.due) {
                    let then = summary(def, &case.state, &case.cals, due).into_iter().find(|v| v.id == view.id);
                    prop_assert_eq!(then.map(|v| v.elapsed), Some(view.budget));
                }
            }
        }
    }

    /// Nothing of a clock fires between being held and running again.
    #[test]
    fn p2_a_paused_clock_never_fires(def in definitions(), steps in lives()) {
        let mut case = begin(def);
        live(&mut case, &steps);
        case.wake(case.now + Span::days(30));
        let mut running: BTreeSet<String> = BTreeSet::new();
        for event in &case.log {
            match &event.what {
                What::ClockRan { clock } => { running.insert(clock.clone()); }
                What::ClockHeld { clock, .. } | What::ClockStopped { clock, .. } => { running.remove(clock); }
                What::RungFired { clock, .. } | What::ClockMissed { clock, .. } => prop_assert!(running.contains(clock), "{:?}", event),
                _ => {}
            }
        }
        if running.is_empty() {
            prop_assert_eq!(due(def, &case.state, &case.cals), None);
        }
    }

    /// Another policy changes budgets; what was used stays used, and what fired stays fired.
    #[test]
    fn p3_a_new_policy_keeps_the_ledger(steps in lives(), after in lives()) {
        let mut case = begin(&REPAIR);
        live(&mut case, &steps);
        case.wake(case.now);
        let before = summary(&case.def, &case.state, &case.cals, case.now);
        let fired: Vec<_> = case.state.clocks.values().map(|c| c.fired.clone()).collect();
        let pause = case.state.pause.clone();
        case.def = LOOSER.clone();
        case.cals = OFFICE.clone().with(office(2, &["09:00-18:00"]));
        // Only the adoption itself: a shorter budget may fall due in the same instant.
        let events = case.run(&Command::Adopt, &Who::system()).expect("adopts");
        prop_assert_eq!(events.first().map(|e| e.at), Some(case.now));
        for (old, new) in before.iter().zip(summary(&case.def, &case.state, &case.cals, case.now)) {
            prop_assert_eq!(old.elapsed, new.elapsed, "{}", old.id);
        }
        for (old, new) in fired.iter().zip(case.state.clocks.values()) {
            prop_assert!(new.fired.is_superset(old));
        }
        prop_assert_eq!(pause, case.state.pause.clone());
        prop_assert_eq!(&case.state.definition, LOOSER.hash());
        live(&mut case, &after);
    }

    /// Each rung of each run fires at most once, and how often somebody looks changes nothing.
    #[test]
    fn p4_each_rung_fires_once_and_replay_gives_the_same(def in definitions(), steps in lives(), nap in 7i64..2_000) {
        let mut lazy = begin(def);
        let mut eager = lazy.clone();
        for step in &steps {
            press(&mut lazy, step);
            let end = eager.now + Span::minutes(step.later);
            while eager.now + Span::minutes(nap) < end {
                eager.wake(eager.now + Span::minutes(nap));
            }
            eager.now = end - Span::minutes(step.later);
            press(&mut eager, step);
        }
        let end = lazy.now + Span::days(40);
        lazy.wake(end);
        eager.wake(end);
        prop_assert_eq!(lazy.fires(), eager.fires());
        let names: Vec<String> = lazy.fires().into_iter().map(|f| f.1).filter(|f| f != "pause capped").collect();
        let once: BTreeSet<&String> = names.iter().collect();
        prop_assert_eq!(once.len(), names.len());
        prop_assert_eq!(&lazy.log, &eager.log);
    }

    /// A day-budget and the same in hours fall due together, whatever happens to the case.
    #[test]
    fn p5_days_and_hours_fall_due_together(steps in lives()) {
        let (mut days, mut hours) = (begin(&REPAIR), begin(&IN_MINUTES));
        for step in &steps {
            press(&mut days, step);
            press(&mut hours, step);
            prop_assert_eq!(next_deadline(&days.def, &days.state, &days.cals), next_deadline(&hours.def, &hours.state, &hours.cals));
        }
        prop_assert_eq!(days.fires(), hours.fires());
    }

    /// Odd calendars (overnight, overlapping, never open, soon over) end every computation and never fire into the past.
    #[test]
    fn p6_odd_calendars_neither_hang_nor_fire_early(steps in lives(), shifts in prop::collection::vec((0u16..1440, 1u16..=1440), 0..4), last in 0i64..90) {
        let mut written = office(1, &[]).written().clone();
        let open: Vec<_> = shifts.into_iter().filter_map(|(from, to)| kernel::calendar::Interval::of(from, to)).collect();
        written.week = std::array::from_fn(|d| if d % 2 == 0 { open.clone() } else { Vec::new() });
        written.covers_until = "2026-11-23".parse::<kernel::Date>().expect("a date").plus_days(last);
        let mut case = begin(&REPAIR);
        case.cals = Calendars::at(chrono_tz::Asia::Shanghai).with(Calendar::try_from(written).expect("a calendar"));
        live(&mut case, &steps);
        case.wake(case.now + Span::days(400));
        prop_assert!(case.log.windows(2).all(|two| two[0].at <= two[1].at));
        prop_assert!(due(&REPAIR, &case.state, &case.cals).is_none_or(|at| at > case.now));
    }

    /// How a run of a clock ended never changes, whatever is edited later.
    #[test]
    fn p8_past_outcomes_are_immutable(steps in lives()) {
        let mut case = begin(&REPAIR);
        let mut known: BTreeMap<(String, u32), (Outcome, Instant)> = BTreeMap::new();
        for (index, step) in steps.iter().enumerate() {
            press(&mut case, step);
            if index % 7 == 6 {
                case.def = if index % 2 == 0 { LOOSER.clone() } else { REPAIR.clone() };
                case.cals = case.cals.with(office(u32::try_from(index).expect("small"), &["10:00-11:00"]));
                case.run(&Command::Adopt, &Who::system()).expect("adopts");
            }
            let now = outcomes(&case.state);
            for (run, outcome) in &known {
                prop_assert_eq!(now.get(run), Some(outcome), "{:?}", run);
            }
            known = now;
        }
    }

    /// The state is the fold of the log, both survive being written down, and the same commands give the same log.
    #[test]
    fn deciding_is_deterministic_and_the_state_is_a_fold(def in definitions(), steps in lives()) {
        let (mut case, mut twin) = (begin(def), begin(def));
        live(&mut case, &steps);
        live(&mut twin, &steps);
        prop_assert_eq!(&case.log, &twin.log);
        let text = serde_json::to_string(&case.log).expect("writes");
        let log: Vec<Event> = serde_json::from_str(&text).expect("reads");
        let folded = log.iter().fold(State::default(), evolve);
        prop_assert_eq!(&folded, &case.state);
        let text = serde_json::to_string(&case.state).expect("writes");
        prop_assert_eq!(&serde_json::from_str::<State>(&text).expect("reads"), &case.state);
    }
}

fn outcomes(state: &State) -> BTreeMap<(String, u32), (Outcome, Instant)> {
    let mut all = BTreeMap::new();
    for (name, clock) in &state.clocks {
        all.extend(clock.past.iter().map(|(run, outcome, at)| ((name.clone(), *run), (*outcome, *at))));
        all.extend(clock.outcome.map(|known| ((name.clone(), clock.activation), known)));
    }
    all
}

/// The repair definition with other budgets.
static LOOSER: std::sync::LazyLock<Definition> = std::sync::LazyLock::new(|| {
    read(
        &REPAIR_TEXT
            .replace("response = \"2 work hours\"", "response = \"4 work hours\"")
            .replace("\"7 days\" }", "\"30 days\" }"),
    )
});

/// The repair definition with every workday written in minutes.
static IN_MINUTES: std::sync::LazyLock<Definition> = std::sync::LazyLock::new(|| {
    let mut text = REPAIR_TEXT.replace("\"1 workday\"", "\"450 work minutes\"");
    for days in [2, 5] {
        text = text.replace(&format!("\"{days} workdays\""), &format!("\"{} work minutes\"", days * 450));
    }
    assert!(!text.replace("`1 workday`", "").contains("workday"), "all of them");
    read(&text)
});

/// A repair finished after two hours of its 24, rejected an hour later, under one rule for reopening.
fn reopened(rule: &str) -> Case {
    let def = read(&REPAIR_TEXT.replace("on_reopen = \"restart\"", rule));
    let said = json!({"summary": "漏水", "trade": "water", "facility_class": "home"});
    let mut case = Case::open(&def, &agent(), at(23, 9, 0), said);
    case.act(at(23, 9, 10), &agent(), "assign", json!({"assignee": format!("staff_{:032x}", 3)}));
    case.act(at(23, 9, 20), &zhao(), "accept", json!({}));
    case.act(at(23, 9, 30), &zhao(), "arrive", json!({}));
    case.act(at(23, 9, 40), &zhao(), "start", json!({}));
    case.act(at(23, 11, 0), &zhao(), "complete", json!({"result": "好", "photos_after": [support::file(1)]}));
    case.act(at(23, 12, 0), &owner(), "reject", json!({"note": "没好"}));
    case
}

#[test]
fn p7_what_rework_does_to_a_clock_is_said_and_done() {
    for (rule, run, due) in [
        ("on_reopen = \"restart\"", 2, Some(at(24, 12, 0))),
        ("on_reopen = \"continue\"", 2, Some(at(24, 10, 0))),
        ("on_reopen = { grace = \"30 hours\" }", 2, Some(at(24, 18, 0))),
        ("on_reopen = { grace = \"1 hour\" }", 2, Some(at(24, 10, 0))),
        ("", 1, None),
    ] {
        let case = reopened(rule);
        let view = summary(&case.def, &case.state, &case.cals, case.now)
            .into_iter()
            .find(|v| v.id == "completion")
            .expect("there");
        assert_eq!((view.activation, view.due), (run, due), "{rule}");
        assert!(!case.state.is_breached(), "{rule}: reopening does not escalate by itself");
    }
}

#[test]
fn every_button_that_is_not_grey_works_and_no_other_does() {
    let mut case = begin(&REPAIR);
    for n in 0..60 {
        for who in everybody() {
            let shown = case.offers(&who);
            for action in &REPAIR.actions {
                let offer = shown.iter().find(|o| o.action == action.id);
                let input = offer.map_or_else(Map::new, |o| fill(&o.form, 0, false));
                let result = case.clone().run(&Case::command(&action.id, input), &who);
                let open = offer.is_some_and(|o| o.refusal.is_none());
                assert_eq!(result.is_ok(), open, "{} by {} in {}: {result:?}", action.id, who.name, case.state.stage);
            }
        }
        press(&mut case, &Step { later: 11, who: (n * 5) % 8, button: n, choice: n % 11 });
    }
}
