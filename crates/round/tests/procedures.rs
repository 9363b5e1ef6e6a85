//! What ships is fit for use, complete, and every figure in it can be met.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use round::procedure::{
    Answer, Given, Kind, Known, Limits, OnFail, Position, Procedure, Reading, Verdict, judge, shipped,
};
use rust_decimal::Decimal;

/// The rows of each checklist of the trade that have been turned into steps.
const ROWS: [(&str, u32); 13] = [
    ("cleaning_steps", 22),
    ("early_review", 251),
    ("equipment_cleaning", 9),
    ("equipment_repair", 6),
    ("equipment_room", 23),
    ("equipment_security", 5),
    ("lift_inspection", 14),
    ("lighting_inspection", 7),
    ("patrol_observe", 21),
    ("repair_visit", 25),
    ("visitor_registration", 11),
    ("water_pipe_inspection", 9),
    ("way_home_clean", 11),
];

#[test]
fn every_row_of_the_checklists_is_found_again_in_a_step() {
    let mut found: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for reference in shipped().iter().flat_map(Procedure::references).filter(|r| r.source == "checklists") {
        let (set, row) = reference.clause.split_once(' ').expect("a checklist's row is named");
        found.entry(set).or_default().insert(row.parse().expect("rows are numbered"));
    }
    for (set, rows) in ROWS {
        assert_eq!(found.remove(set).unwrap_or_default(), (1..=rows).collect(), "{set}");
    }
    assert!(found.is_empty(), "rows of no checklist: {found:?}");
    assert_eq!(ROWS.iter().map(|(_, rows)| rows).sum::<u32>(), 414);
}

#[test]
fn keys_are_given_once_over_all_files_and_each_says_something_of_its_own() {
    let keys: BTreeSet<&str> = shipped().iter().map(|procedure| procedure.key.as_str()).collect();
    let hashes: BTreeSet<&str> = shipped().iter().map(Procedure::hash).collect();
    let titles: BTreeSet<&str> = shipped().iter().map(|procedure| procedure.title.zh.as_str()).collect();
    assert_eq!((keys.len(), hashes.len(), titles.len()), (shipped().len(), shipped().len(), shipped().len()));
    assert!(shipped().len() >= 100, "{}", shipped().len());
}

#[test]
fn what_the_law_and_the_trade_ask_for_is_there() {
    let asked = [
        "lift_daily",
        "lift_car_clean",
        "lift_half_month",
        "lift_quarter",
        "lift_half_year",
        "lift_year",
        "fire_patrol_daily",
        "fire_month",
        "fire_quarter",
        "fire_year",
        "power_room_round",
        "power_year",
        "generator_month",
        "pump_room_daily",
        "tank_clean",
        "water_pipe_month",
        "drain_before_rain",
        "hvac_before_summer",
        "hvac_before_winter",
        "lighting_daily",
        "doors_gates_month",
        "roof_before_rain",
        "playground_daily",
        "playground_month",
        "cleaning_lobby",
        "cleaning_toilet",
        "litter_dwell",
        "green_spring",
        "green_summer",
        "green_autumn",
        "green_winter",
        "garbage_point_daily",
        "patrol_residential",
        "patrol_commercial",
        "equipment_room_check",
        "garage_daily",
        "pool_opening",
        "meter_round_month",
        "repair_visit",
    ];
    let missing: Vec<&str> =
        asked.into_iter().filter(|key| !shipped().iter().any(|procedure| procedure.key == **key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn each_post_has_its_day_hour_by_hour() {
    let plans: Vec<&Procedure> = shipped().iter().filter(|procedure| procedure.system == "day_plan").collect();
    for post in [
        "day_steward",
        "day_agent",
        "day_gate_guard",
        "day_lobby_guard",
        "day_garage_guard",
        "day_patrol_guard",
        "day_show_flat",
        "day_tower_cleaner",
        "day_grounds_cleaner",
        "day_gardener",
        "day_technician_duty",
        "day_canteen",
        "day_guard_lead",
        "day_engineer",
        "day_env_lead",
        "day_supervisor",
    ] {
        assert!(plans.iter().any(|plan| plan.key == post), "{post}");
    }
    for plan in plans {
        let hours: Vec<_> = plan.sections.iter().filter_map(|section| section.hours).collect();
        assert_eq!(hours.len(), plan.sections.len(), "{}", plan.key);
        // A shift may go over midnight, but no hour of it comes twice.
        let begin = hours[0].from;
        let since = |minute: u16| (minute + 24 * 60 - begin) % (24 * 60);
        for pair in hours.windows(2) {
            assert!(
                since(pair[0].from) + pair[0].minutes() <= since(pair[1].from),
                "{}: {} {}",
                plan.key,
                pair[0],
                pair[1]
            );
        }
    }
}

#[test]
fn roles_and_classes_are_those_of_the_other_modules() {
    let glossary = include_str!("../../../GLOSSARY.md");
    let classes = include_str!("../../../modules/asset/src/rules.rs");
    for procedure in shipped() {
        for role in &procedure.roles {
            assert!(glossary.contains(&format!("`{role}` ")), "{}: role {role}", procedure.key);
        }
        for class in &procedure.classes {
            assert!(classes.contains(&format!("shipped(\"{class}\",")), "{}: class {class}", procedure.key);
        }
    }
}

#[test]
fn the_work_of_lifts_lies_in_the_night_and_wants_a_certificate() {
    for key in ["lift_half_month", "lift_quarter", "lift_half_year", "lift_year"] {
        let procedure = shipped().iter().find(|procedure| procedure.key == key).expect("ships");
        assert!(procedure.rhythms.iter().all(|r| r.hours.is_some_and(|h| h.to_string() == "00:00-05:00")), "{key}");
        assert!(!procedure.certificates.is_empty(), "{key}");
        assert!(procedure.steps().filter(|step| matches!(step.kind, Kind::Signature { .. })).count() >= 2, "{key}");
    }
}

/// Whoever finds everything in order.
fn all_good(procedure: &Procedure) -> BTreeMap<String, Given> {
    let inside = |limits: &Limits| {
        let edges = [limits.warn_below, limits.warn_above, limits.least, limits.greatest];
        edges.into_iter().flatten().next().unwrap_or(Decimal::ONE)
    };
    let photo = || vec!["file_1".to_owned()];
    let answer = |kind: &Kind| match kind {
        Kind::Check { .. } => Answer::Good,
        Kind::Number { limits, .. } => Answer::Number(inside(limits)),
        Kind::Stopwatch { limits } => Answer::Stopwatch(u32::try_from(inside(limits)).expect("whole seconds")),
        Kind::Text { .. } => Answer::Text("一切正常".into()),
        Kind::Choice { choices } => {
            Answer::Choice(choices.iter().find(|choice| !choice.fails).expect("a good choice").value.clone())
        }
        Kind::Photo { most, .. } => Answer::Photos((0..*most).map(|n| format!("file_{n}")).collect()),
        Kind::Signature { .. } => Answer::Signature("file_1".into()),
        Kind::Location { .. } => Answer::Location(Position { latitude: 31.2, longitude: 121.5, accuracy: 5.0 }),
        Kind::Scan { .. } => Answer::Scan("place_1".into()),
        Kind::Meter { .. } => Answer::Meter(Reading { figure: 100.into(), replaced: None }),
        Kind::Read => Answer::Read,
    };
    let given = |kind: &Kind| Given { answer: Some(answer(kind)), photos: photo(), ..Given::default() };
    procedure.steps().map(|step| (step.id.clone(), given(&step.kind))).collect()
}

#[test]
fn where_everything_is_in_order_every_procedure_passes() {
    for procedure in shipped() {
        let judgement = judge(procedure, &all_good(procedure), &Known::default());
        let amiss: Vec<_> = judgement.steps.iter().filter(|judged| judged.verdict != Verdict::Good).collect();
        assert!(amiss.is_empty(), "{}: {amiss:?}", procedure.key);
        assert!(judgement.complete && judgement.passed, "{}", procedure.key);
        assert!(matches!(judgement.score, Some(10_000) | None), "{}", procedure.key);
    }
}

#[test]
fn an_empty_record_never_passes_but_never_opens_anything_either() {
    for procedure in shipped() {
        let judgement = judge(procedure, &BTreeMap::new(), &Known::default());
        let nothing_asked = procedure.steps().all(|step| !step.required);
        assert_eq!(judgement.complete, nothing_asked, "{}", procedure.key);
        assert_eq!(judgement.follows().count(), 0, "{}", procedure.key);
    }
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        Just(Answer::Good),
        Just(Answer::Bad),
        Just(Answer::NotApplicable),
        Just(Answer::Read),
        (any::<i64>(), 0_u32..6).prop_map(|(number, scale)| Answer::Number(Decimal::new(number, scale))),
        ".{0,20}".prop_map(Answer::Text),
        "[a-z]{0,5}".prop_map(Answer::Choice),
        prop::collection::vec("[a-z]{1,3}", 0..12).prop_map(Answer::Photos),
        "[a-z]{0,3}".prop_map(Answer::Signature),
        any::<[f64; 3]>().prop_map(|[latitude, longitude, accuracy]| {
            Answer::Location(Position { latitude, longitude, accuracy })
        }),
        "[a-z]{0,3}".prop_map(Answer::Scan),
        any::<i64>().prop_map(|figure| Answer::Meter(Reading { figure: figure.into(), replaced: None })),
        any::<u32>().prop_map(Answer::Stopwatch),
    ]
}

proptest! {
    #[test]
    fn whatever_is_sent_gets_a_judgement(
        nth in any::<prop::sample::Index>(),
        answers in prop::collection::vec((any::<prop::sample::Index>(), answer(), any::<bool>(), any::<bool>()), 0..40),
    ) {
        let procedure = nth.get(shipped());
        let ids: Vec<&str> = procedure.steps().map(|step| step.id.as_str()).collect();
        let mut given = BTreeMap::new();
        for (step, answer, skip, photo) in answers {
            let (answer, skipped) = if skip { (None, Some("other".to_owned())) } else { (Some(answer), None) };
            let photos = if photo { vec!["file_1".to_owned()] } else { Vec::new() };
            given.insert((*step.get(&ids)).to_owned(), Given { answer, skipped, photos, ..Given::default() });
        }
        let judgement = judge(procedure, &given, &Known::default());
        prop_assert_eq!(judgement.steps.len(), ids.len());
        prop_assert!(judgement.score.is_none_or(|score| score <= 10_000));
        prop_assert!(!judgement.passed || judgement.complete);
        // What follows, follows from a failure, and nothing fails unseen.
        for judged in &judgement.steps {
            prop_assert!(judged.follows == OnFail::None || judged.verdict.is_failure());
            let open = !given.contains_key(&judged.step);
            prop_assert!(!open || matches!(judged.verdict, Verdict::Missing | Verdict::Open));
        }
    }
}
