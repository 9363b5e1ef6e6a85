//! What would have been different under another version: nothing under the same one, and exactly what was changed under another.

mod support;

use std::{fs, path::Path};

use kernel::Instant;
use process::{
    Command, Definition, Library, State, Who, decide, evolve,
    what_if::{Findings, Posts, Recorded, compare, imagine, walks},
};
use serde_json::{Value, json};
use support::{OFFICE, REPAIR, REPAIR_TEXT, agent, at, object, office_as, owner, read, zhao};
use uuid::Uuid;

/// Every definition that ships.
fn shipped() -> Vec<Definition> {
    fn collect(folder: &Path, into: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                collect(&path, into);
            } else if name.ends_with(".toml") && !name.ends_with(".story.toml") {
                into.push(fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    let (modules, mut texts) = (Path::new("../../modules"), Vec::new());
    for module in ["desk", "catalogue"] {
        collect(&modules.join(module).join("processes"), &mut texts);
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (library, definitions) = Library::of(&texts).unwrap_or_else(|e| panic!("{e}"));
    definitions.iter().map(|t| Definition::from_toml_with(t, &library).unwrap_or_else(|e| panic!("{e}"))).collect()
}

#[test]
fn a_version_compared_with_itself_shows_no_difference_whatever_people_did() {
    let (begins, posts) = (at(23, 9, 0), Posts::default());
    let (mut all, mut ended) = (0, 0);
    // The calendar of the desk is that of the office here: only that both sides count alike matters.
    let cals = OFFICE.clone().with(office_as("desk"));
    for def in shipped() {
        for nth in 0..12 {
            let case = imagine(&def, &cals, begins, 7, nth);
            let until = case.events().last().map_or(begins, |e| e.at);
            let compared = compare(&def, &def, &cals, &case, &posts, until);
            assert!(compared.is_same(), "{} {nth}: {:#?}\n{:#?}", def.key, compared, case.entries);
            assert_eq!(compared.was.stages, compared.would.stages, "{} {nth}", def.key);
            assert_eq!(compared.was.posts, compared.would.posts, "{} {nth}", def.key);
            all += 1;
            let end = compared.was.end().and_then(|s| def.stage(s));
            ended += u32::from(end.is_some_and(|s| s.category.is_end()));
        }
    }
    assert!(ended * 2 > all, "of {all} walks only {ended} came to an end");
}

/// The same process with half of the time to respond.
fn halved() -> String {
    REPAIR_TEXT.replace("response = \"2 work hours\"", "response = \"1 work hour\"")
}

/// The same process in which only supervisors give work to somebody.
fn only_supervisors_assign() -> String {
    let by = "by = [\"agent\", \"steward\", \"engineer\", \"supervisor\"]";
    let (before, after) = REPAIR_TEXT.split_once("id = \"assign\"").expect("it is there");
    format!("{before}id = \"assign\"{}", after.replacen(by, "by = [\"supervisor\"]", 1))
}

/// A repair that is taken up so many minutes after the call.
fn taken_up_after(minutes: i64, nth: u128) -> Recorded {
    let (mut state, mut entries) = (State::default(), Vec::new());
    let mut run = |command: &Command, who: &Who, now: Instant| {
        let events = decide(&REPAIR, &OFFICE, &state, command, who, now).unwrap_or_else(|e| panic!("{e:?}"));
        state = events.iter().fold(std::mem::take(&mut state), evolve);
        entries.push(events);
    };
    let opened = at(23, 9, 0);
    let open = Command::Open {
        case: Uuid::from_u128(nth),
        requester: Some(owner().person()),
        channel: "desk".into(),
        input: object(
            json!({ "summary": "厨房水龙头漏水", "trade": "water", "urgency": "normal", "facility_class": "other" }),
        ),
    };
    run(&open, &agent(), opened);
    let act = |action: &str, input: Value| {
        let Value::Object(input) = input else { panic!("a form") };
        Command::Act { action: action.into(), input, assignee: Some(zhao().person()), master: None }
    };
    let named = json!({ "assignee": format!("staff_{}", zhao().id.simple()) });
    run(&act("assign", named), &agent(), opened + kernel::Span::minutes(1));
    run(&act("accept", json!({})), &zhao(), opened + kernel::Span::minutes(minutes));
    let number = format!("BX{nth}");
    Recorded { number, entries }
}

#[test]
fn half_the_time_to_respond_is_missed_by_exactly_those_who_needed_more() {
    let (full, half) = (120, 60);
    let changed = read(&halved());
    let took = [half - 20, half - 1, half, half + 1, full - 1, full + 5, full + 30];
    let mut findings = Findings::default();
    for (nth, minutes) in (1..).zip(took) {
        let case = taken_up_after(minutes, nth);
        let until = case.events().last().expect("it was opened").at;
        findings.add(&compare(&changed, &REPAIR, &OFFICE, &case, &Posts::default(), until));
    }
    let response = findings.limits["response"];
    let late = |limit: i64| u64::try_from(took.iter().filter(|t| **t >= limit).count()).expect("few");
    assert_eq!((response.was.missed, response.would.missed), (late(full), late(half)));
    assert_eq!(findings.later.count, late(half) - late(full));
    let expected: Vec<String> =
        (1..).zip(took).filter(|(_, t)| (half..full).contains(t)).map(|(nth, _)| format!("BX{nth}")).collect();
    assert_eq!(findings.later.numbers, expected);
    assert_eq!(findings.sooner.count, 0);
    assert_eq!(findings.cases - findings.same, findings.later.count);
    assert!(findings.refused.is_empty() && findings.unfinished.is_empty());
}

#[test]
fn what_the_other_version_refuses_is_named_with_its_reason_and_the_load_it_takes_away() {
    let changed = REPAIR_TEXT.replacen("id = \"accept\"", "id = \"take_on\"", 1).replace("\"accept\"", "\"take_on\"");
    let changed = read(&changed);
    let case = taken_up_after(20, 1);
    let posts = Posts([(zhao().id, vec!["technician".to_owned()])].into());
    let compared = compare(&changed, &REPAIR, &OFFICE, &case, &posts, at(23, 12, 0));
    assert_eq!(compared.refused.len(), 1);
    assert_eq!((compared.refused[0].0.as_str(), compared.refused[0].1.kind.as_str()), ("accept", "gone"));
    assert_eq!(compared.was.posts.get("technician"), Some(&1));
    assert_eq!(compared.would.posts.get("technician"), None);
    let mut findings = Findings::default();
    findings.add(&compared);
    findings.add(&compare(&changed, &REPAIR, &OFFICE, &taken_up_after(30, 2), &Posts::default(), at(23, 12, 0)));
    assert_eq!(findings.refused.len(), 1);
    assert_eq!(findings.refused[0].cases.numbers, ["BX1", "BX2"]);
}

#[test]
fn somebody_whose_post_is_no_longer_asked_is_refused_by_his_post_of_today() {
    let case = taken_up_after(20, 1);
    let only_supervisors = only_supervisors_assign();
    let posts = Posts([(agent().id, vec!["agent".to_owned()])].into());
    let compared = compare(&read(&only_supervisors), &REPAIR, &OFFICE, &case, &posts, at(23, 12, 0));
    assert_eq!(compared.refused[0].0, "assign");
    assert_eq!(compared.refused[0].1.roles, ["supervisor"]);
}

#[test]
fn findings_of_two_halves_are_those_of_the_whole() {
    let def = read(&halved());
    let add = |range: std::ops::Range<u64>| {
        let mut findings = Findings::default();
        for nth in range {
            let case = imagine(&REPAIR, &OFFICE, at(23, 9, 0), 3, nth);
            findings.add(&compare(&def, &REPAIR, &OFFICE, &case, &Posts::default(), at(25, 9, 0)));
        }
        findings
    };
    let (whole, mut halves) = (add(0..40), add(0..17));
    halves.take_in(add(17..40));
    assert_eq!(whole, halves);
    let kept = serde_json::to_string(&whole).expect("writes");
    assert_eq!(serde_json::from_str::<Findings>(&kept).expect("reads"), whole);
}

#[test]
fn walks_with_the_same_seed_are_the_same_and_tell_of_a_limit_that_is_shorter() {
    let again = || walks(&REPAIR, &OFFICE, at(23, 9, 0), 11, 400);
    let was = again();
    assert_eq!(was, again());
    assert_ne!(was, walks(&REPAIR, &OFFICE, at(23, 9, 0), 12, 400));
    let would = walks(&read(&halved()), &OFFICE, at(23, 9, 0), 11, 400);
    assert_eq!(was.steps, would.steps, "only limits differ");
    assert!(was.limits["response"].missed < would.limits["response"].missed);
}
