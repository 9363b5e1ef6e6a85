//! Procedures as a quality manager writes them, and results as a technician sends them.

use std::collections::BTreeMap;

use round::procedure::{
    Answer, Given, Known, LastReading, NotProcedures, OnFail, Position, Procedure, Reading, Spot, Verdict, judge, read,
};

const PUMP_ROOM: &str = r#"
[[source]]
id = "gb_5749"
number = "GB 5749-2022"
title = { zh = "生活饮用水卫生标准", en = "Standards for drinking water quality" }

[[procedure]]
key = "pump_room"
version = 1
title = { zh = "泵房巡视", en = "Round of the pump room" }
system = "water"
roles = ["technician"]
on_fail = "repair"
rhythms = [{ rule = "FREQ=DAILY", standards = ["gb_5749"] }]

[[procedure.section]]
title = { zh = "泵房", en = "Pump room" }
steps = [
  { id = "code", kind = "scan", of = "place", ask = { zh = "扫码", en = "Scan" }, skippable = false },
  { id = "there", kind = "location", within = 50, ask = { zh = "定位", en = "Position" } },
  { id = "dry", kind = "check", not_applicable = true, weight = 2, ask = { zh = "无积水", en = "Dry" } },
  { id = "chlorine", kind = "number", unit = "mg/L", least = 0.05, greatest = 2, warn_below = 0.1, weight = 3, on_fail = "incident", ask = { zh = "余氯", en = "Chlorine" }, standards = ["gb_5749 表3"] },
  { id = "valve", kind = "choice", choices = [{ value = "open", zh = "开", en = "Open" }, { value = "shut", zh = "关", en = "Shut", fails = true }], ask = { zh = "阀门", en = "Valve" } },
  { id = "meter", kind = "meter", unit = "m³", digits = 5, factor = 3, deviation = 20, ask = { zh = "水表", en = "Meter" }, standards = ["gb_5749"] },
  { id = "pumping", kind = "stopwatch", least = 10, greatest = 60, ask = { zh = "启动用时", en = "Start" }, standards = ["gb_5749"] },
  { id = "photo", kind = "photo", least = 2, greatest = 3, ask = { zh = "照片", en = "Photos" } },
  { id = "card", kind = "read", ask = { zh = "读操作卡", en = "Read the card" } },
  { id = "remark", kind = "text", greatest = 10, required = false, weight = 0, ask = { zh = "说明", en = "Remarks" } },
]
"#;

fn pump_room() -> Procedure {
    read(PUMP_ROOM).expect("reads").remove(0)
}

fn known() -> Known {
    let last = LastReading { figure: 1_000.into(), usual: Some(100.into()) };
    Known {
        spot: Some(Spot { at: Position { latitude: 31.2, longitude: 121.5, accuracy: 0.0 }, radius: 20 }),
        place_codes: vec!["place_7".into()],
        readings: BTreeMap::from([("meter".into(), last)]),
        ..Known::default()
    }
}

fn number(text: &str) -> Answer {
    Answer::Number(text.parse().expect("a number"))
}

fn position(latitude: f64, accuracy: f64) -> Answer {
    Answer::Location(Position { latitude, longitude: 121.5, accuracy })
}

fn meter(figure: i64) -> Answer {
    Answer::Meter(Reading { figure: figure.into(), replaced: None })
}

fn photos(count: usize) -> Answer {
    Answer::Photos((0..count).map(|n| format!("file_{n}")).collect())
}

fn answered(answer: Answer) -> Given {
    Given { answer: Some(answer), photos: vec!["file_9".into()], ..Given::default() }
}

/// A round in which all is well.
fn well() -> BTreeMap<String, Given> {
    let answers = [
        ("code", Answer::Scan("place_7".into())),
        ("there", position(31.200_1, 5.0)),
        ("dry", Answer::Good),
        ("chlorine", number("0.30")),
        ("valve", Answer::Choice("open".into())),
        ("meter", meter(1_110)),
        ("pumping", Answer::Stopwatch(25)),
        ("photo", photos(2)),
        ("card", Answer::Read),
    ];
    answers.into_iter().map(|(step, answer)| (step.to_owned(), answered(answer))).collect()
}

#[test]
fn a_round_in_which_all_is_well_passes() {
    let judgement = judge(&pump_room(), &well(), &known());
    assert!(judgement.complete && judgement.passed, "{judgement:?}");
    assert_eq!((judgement.score, judgement.follows().count()), (Some(10_000), 0));
    let meter = judgement.steps.iter().find(|judged| judged.step == "meter").expect("is there");
    assert_eq!(meter.used, Some(110.into()));
}

#[test]
fn each_kind_of_answer_has_its_verdicts() {
    use Verdict::{Failed, Good, Missing, NotApplicable, Open, OutOfLimits, Unfit, Warned};
    let text = |text: &str| Answer::Text(text.into());
    let scan = |code: &str| Answer::Scan(code.into());
    let choice = |value: &str| Answer::Choice(value.into());
    let cases = [
        ("code", scan("place_8"), Failed, "procedure-other-code"),
        ("code", Answer::Good, Unfit, "procedure-other-kind"),
        ("there", position(31.201, 5.0), Failed, "procedure-too-far"),
        ("there", position(31.201, 70.0), Warned, "procedure-position-unsure"),
        ("there", position(f64::NAN, 0.0), Failed, "procedure-too-far"),
        ("there", position(31.200_3, 5.0), Good, ""),
        ("dry", Answer::Bad, Failed, ""),
        ("dry", Answer::NotApplicable, NotApplicable, ""),
        ("valve", Answer::NotApplicable, Unfit, "procedure-other-kind"),
        ("chlorine", number("0.05"), Warned, "procedure-near-least"),
        ("chlorine", number("0.04"), OutOfLimits, "procedure-below"),
        ("chlorine", number("2.0"), Good, ""),
        ("chlorine", number("2.01"), OutOfLimits, "procedure-above"),
        ("valve", choice("shut"), Failed, "procedure-chosen"),
        ("valve", choice("half"), Unfit, "procedure-no-choice"),
        ("meter", meter(999), OutOfLimits, "procedure-meter-backwards"),
        ("meter", meter(1_130), Warned, "procedure-meter-unusual"),
        ("meter", meter(1_301), OutOfLimits, "procedure-meter-too-much"),
        ("meter", meter(100_000), OutOfLimits, "procedure-meter-impossible"),
        ("pumping", Answer::Stopwatch(9), OutOfLimits, "procedure-below"),
        ("pumping", Answer::Stopwatch(60), Good, ""),
        ("photo", photos(1), Missing, "procedure-few-photos"),
        ("photo", photos(4), Unfit, "procedure-many-photos"),
        ("remark", text("  "), Missing, ""),
        ("remark", text("一二三四五六七八九十一"), Unfit, "procedure-text-long"),
        ("remark", text("已报修"), Good, ""),
    ];
    for (step, answer, verdict, why) in cases {
        let mut given = well();
        given.insert(step.to_owned(), answered(answer.clone()));
        let judgement = judge(&pump_room(), &given, &known());
        let judged = judgement.steps.iter().find(|judged| judged.step == step).expect("is there");
        let said = judged.why.as_ref().map_or("", |message| &message.key);
        assert_eq!((judged.verdict, said), (verdict, why), "{step} {answer:?}");
    }
    let remark = judge(&pump_room(), &well(), &known()).steps.pop().expect("is there");
    assert_eq!(remark.verdict, Open);
}

#[test]
fn a_failure_opens_what_the_step_says_and_wants_a_photo() {
    let mut given = well();
    given.insert("dry".into(), Given { answer: Some(Answer::Bad), ..Given::default() });
    let judgement = judge(&pump_room(), &given, &known());
    assert_eq!(judgement.follows().collect::<Vec<_>>(), [("dry", OnFail::Repair)]);
    assert!(!judgement.complete && judgement.steps[2].lacks_photo);
    // Of a weight of 12, two are lost.
    assert_eq!(judgement.score, Some(8_333));

    // That somebody stood elsewhere is no fault of the pump room.
    given.insert("there".into(), answered(position(31.3, 5.0)));
    given.insert("dry".into(), answered(Answer::Bad));
    given.insert("chlorine".into(), answered(number("0")));
    let judgement = judge(&pump_room(), &given, &known());
    assert!(judgement.complete && !judgement.passed);
    assert_eq!(judgement.follows().collect::<Vec<_>>(), [("dry", OnFail::Repair), ("chlorine", OnFail::Incident)]);
}

#[test]
fn a_score_that_is_reached_forgives_a_failure_but_no_danger() {
    let text = PUMP_ROOM.replace("on_fail = \"repair\"\n", "on_fail = \"repair\"\npass = 75\n");
    let procedure = read(&text).expect("reads").remove(0);
    let mut given = well();
    given.insert("dry".into(), answered(Answer::Bad));
    assert!(judge(&procedure, &given, &known()).passed);
    given.insert("chlorine".into(), answered(number("0.01")));
    given.insert("dry".into(), answered(Answer::Good));
    let judgement = judge(&procedure, &given, &known());
    assert_eq!((judgement.score, judgement.passed), (Some(7_500), false));
}

#[test]
fn a_step_is_left_out_for_a_reason_that_is_known_and_told() {
    let skip = |reason: &str, note: &str| Given { skipped: Some(reason.into()), note: note.into(), ..Given::default() };
    let cases = [
        ("dry", skip("no_access", ""), Verdict::Skipped),
        ("dry", skip("other", ""), Verdict::Missing),
        ("dry", skip("other", "门锁坏了"), Verdict::Skipped),
        ("dry", skip("lazy", ""), Verdict::Unfit),
        ("code", skip("no_access", ""), Verdict::Unfit),
        ("dry", Given { answer: Some(Answer::Good), ..skip("stopped", "") }, Verdict::Unfit),
        ("dry", Given::default(), Verdict::Missing),
    ];
    for (step, what, verdict) in cases {
        let mut given = well();
        given.insert(step.to_owned(), what.clone());
        let judgement = judge(&pump_room(), &given, &known());
        let judged = judgement.steps.iter().find(|judged| judged.step == step).expect("is there");
        assert_eq!(judged.verdict, verdict, "{what:?}");
        assert_eq!(judgement.complete, verdict == Verdict::Skipped, "{what:?}");
    }
    let mut given = well();
    given.insert("nowhere".into(), answered(Answer::Good));
    let judgement = judge(&pump_room(), &given, &known());
    assert_eq!((judgement.unknown.as_slice(), judgement.complete), (["nowhere".to_owned()].as_slice(), false));
}

#[test]
fn a_file_that_would_not_work_says_where_and_what_to_do() {
    let cases = [
        ("version = 1", "version = 0", "pump_room: versions begin with 1"),
        ("system = \"water\"", "system = \"sky\"", "pump_room: the system is one of lift, power"),
        ("roles = [\"technician\"]", "roles = []", "pump_room: nobody does it"),
        ("en = \"Dry\"", "en = \"\"", "pump_room, step dry: both languages are needed"),
        ("en = \"Dry\"", "en = \"干 Dry\"", "pump_room, step dry: Chinese characters stand in the English text"),
        ("id = \"dry\"", "id = \"code\"", "pump_room, step code: there is another of this name"),
        ("id = \"dry\"", "id = \"Dry\"", "pump_room, step Dry: a name has small letters"),
        ("unit = \"mg/L\", ", "", "pump_room, step chlorine: a figure without what it is measured in"),
        ("least = 0.05", "least = 3", "pump_room, step chlorine: the limits are not in order"),
        (
            "standards = [\"gb_5749 表3\"]",
            "standards = []",
            "pump_room, step chlorine: a figure or rhythm without its source",
        ),
        (
            "standards = [\"gb_5749 表3\"]",
            "standards = [\"gb_1\"]",
            "pump_room, step chlorine: there is no paper \"gb_1\"",
        ),
        (
            "not_applicable = true, weight = 2",
            "digits = 4",
            "pump_room, step dry: a step of this kind has no \"digits\"",
        ),
        ("least = 2, greatest = 3", "least = 1.5", "pump_room, step photo: characters and photos are counted"),
        ("least = 2, greatest = 3", "least = 4, greatest = 3", "pump_room, step photo: the limits are not in order"),
        (
            "{ value = \"open\", zh = \"开\", en = \"Open\" }, ",
            "",
            "pump_room, step valve: a choice has at least two answers",
        ),
        ("digits = 5", "digits = 2", "pump_room, step meter: a meter has 3 to 12 digits"),
        ("FREQ=DAILY", "FREQ=DAILY;BYNOON=1", "pump_room: A recurrence has no “BYNOON”"),
        (
            "on_fail = \"incident\"",
            "on_fail = \"incident\", proof = \"never\"",
            "pump_room, step chlorine: a step whose failure is an incident",
        ),
        ("on_fail = \"repair\"\n", "pass = 101\n", "pump_room: a score lies between 0 and 100"),
        (
            "system = \"water\"",
            "system = \"day_plan\"",
            "pump_room, section 泵房: each section of a day-plan says its hours",
        ),
    ];
    for (was, is, said) in cases {
        let text = PUMP_ROOM.replacen(was, is, 1);
        assert_ne!(text, PUMP_ROOM, "{was}");
        let wrong = read(&text).expect_err(is);
        assert!(wrong.to_string().lines().any(|line| line.starts_with(said)), "{said}\n{wrong}");
    }
}

#[test]
fn a_file_that_cannot_be_read_names_line_and_column() {
    let cases = [
        ("kind = \"check\"", "kind = \"chekc\"", "line 21"),
        ("weight = 2", "wieght = 2", "line 21"),
        ("version = 1", "", "missing field `version`"),
        ("rhythms = [{", "rhythms = [{ hours = \"8-9\",", "write it as 08:00-09:30"),
        ("title = { zh = \"泵房\", en = \"Pump room\" }", "title = \"泵房\"", "line 17"),
    ];
    for (was, is, said) in cases {
        match read(&PUMP_ROOM.replacen(was, is, 1)) {
            Err(NotProcedures::Unreadable(text)) => assert!(text.contains(said), "{said}\n{text}"),
            other => panic!("{is}: {other:?}"),
        }
    }
}

#[test]
fn the_hash_follows_what_is_said_and_not_how_it_is_laid_out() {
    let hash = |text: &str| read(text).expect("reads").remove(0).hash().to_owned();
    let was = hash(PUMP_ROOM);
    assert_eq!(
        was,
        hash(&PUMP_ROOM.replace("weight = 3, ", "").replace("unit = \"mg/L\"", "weight = 3, unit = \"mg/L\""))
    );
    assert_eq!(was, hash(&format!("# a remark\n{}", PUMP_ROOM.replace("0.05", "0.050"))));
    assert_ne!(was, hash(&PUMP_ROOM.replace("0.05", "0.06")));
    assert_ne!(was, hash(&PUMP_ROOM.replace("无积水", "没有积水")));
    let kept = serde_json::to_string(&pump_room()).expect("writes");
    let again: Procedure = serde_json::from_str(&kept).expect("reads");
    assert_eq!((again.hash(), &again), (was.as_str(), &pump_room()));
}
