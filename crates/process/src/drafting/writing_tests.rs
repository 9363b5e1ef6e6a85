use serde_json::json;

use super::*;
use crate::definition::Definition;

const REPAIR: &str = include_str!("../../../../modules/desk/processes/repair.toml");

fn repair() -> Script {
    Script::read(REPAIR).expect("reads")
}

/// The lines that are not the same.
fn touched(script: &Script) -> Vec<String> {
    let text = script.text();
    let told = super::super::comparing::lines(REPAIR, &text);
    let mark = |(side, line): &(super::super::Side, &str)| match side {
        super::super::Side::Added => Some(format!("+{line}")),
        super::super::Side::Removed => Some(format!("-{line}")),
        super::super::Side::Both => None,
    };
    told.iter().filter_map(mark).collect()
}

#[test]
fn what_is_not_changed_stays_as_it_is_written() {
    assert_eq!(repair().text(), REPAIR);
    let mut script = repair();
    let said = script.said(Part::Action, "complete").expect("is there");
    let all: Vec<(&str, Json)> =
        said.as_object().expect("a table").iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
    script.set(Part::Action, "complete", &all).expect("is there");
    assert_eq!(script.text(), REPAIR, "saying the same again changes nothing");
}

#[test]
fn one_limit_is_one_line() {
    let mut script = repair();
    script.set(Part::Clock, "call_back", &[("budget", "4 work hours".into())]).expect("is there");
    assert_eq!(touched(&script), ["-budget = \"1 workday\"", "+budget = \"4 work hours\""]);
    script.set(Part::Clock, "call_back", &[("calendar", "always".into())]).expect("is there");
    script.set(Part::Clock, "call_back", &[("calendar", Json::Null)]).expect("is there");
    assert_eq!(touched(&script).len(), 2, "what is taken away again leaves nothing behind");
}

#[test]
fn a_row_more_leaves_the_others_as_they_are() {
    let mut script = repair();
    let said = script.said(Part::Action, "return").expect("is there");
    let mut reasons = said["reasons"].as_array().expect("a list").clone();
    reasons.push(json!({ "value": "unsafe", "zh": "现场不安全", "en": "Not safe" }));
    script.set(Part::Action, "return", &[("reasons", reasons.into())]).expect("is there");
    assert_eq!(touched(&script), ["+  { value = \"unsafe\", zh = \"现场不安全\", en = \"Not safe\" },"]);
}

#[test]
fn a_changed_row_keeps_its_order() {
    let mut script = repair();
    let said = script.said(Part::Table, "limits").expect("is there");
    let mut rows = said["rows"].as_array().expect("a list").clone();
    rows[2]["then"]["arrival"] = "90 minutes".into();
    script.set(Part::Table, "limits", &[("rows", rows.into())]).expect("is there");
    let before = "then = { response = \"15 minutes\", arrival = \"1 hour\", completion = \"24 hours\" } },";
    let told = touched(&script);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].ends_with(before), "{told:?}");
    assert!(told[1].ends_with(&before.replace("1 hour", "90 minutes")), "{told:?}");
}

#[test]
fn a_part_is_added_behind_another_and_taken_away() {
    let mut script = repair();
    let values = [
        ("label", json!({ "zh": "复核", "en": "Review" })),
        ("category", "active".into()),
        ("owner", "quality".into()),
    ];
    script.add(Part::Stage, "reviewing", &values, Some("working")).expect("is new");
    let text = script.text();
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is there"));
    assert!(at("id = \"working\"") < at("id = \"reviewing\"") && at("id = \"reviewing\"") < at("id = \"paused\""));
    assert_eq!(script.add(Part::Stage, "reviewing", &[], None), Err(Unwritten::Taken));
    script.remove(Part::Stage, "reviewing").expect("is there");
    assert_eq!(script.text(), REPAIR);
    script.remove(Part::Stage, "registered").expect("is there");
    assert!(script.text().contains("# ---- 环节"), "the heading above the first goes to the next");
    assert_eq!(script.remove(Part::Stage, "nowhere"), Err(Unwritten::NotThere));
}

#[test]
fn a_new_name_is_used_everywhere() {
    let mut script = repair();
    script.rename(Part::Stage, "dispatching", "sorting").expect("is there");
    script.rename(Part::Field, "chargeable", "paid").expect("is there");
    script.rename(Part::Action, "accept", "take").expect("is there");
    let text = script.text();
    assert!(
        !text.contains("\"dispatching\"") && !text.contains("chargeable") && !text.contains("\"accept\""),
        "{text}"
    );
    let def = Definition::from_toml(&text).expect("is as fit as before");
    assert!(
        def.action("start").and_then(|a| a.when.as_ref()).is_some_and(|w| w.source().starts_with("paid is absent"))
    );
    assert_eq!(script.rename(Part::Stage, "sorting", "pool"), Err(Unwritten::Taken));
}

#[test]
fn hostile_words_stay_words() {
    let mut script = repair();
    let evil = "\"\n[[action]]\nid = \"evil\"\n#\u{0}\u{7f}";
    script.set(Part::Stage, "pool", &[("label", json!({ "zh": evil, "en": "x" }))]).expect("is there");
    let read: toml::Table = script.text().parse().expect("still reads");
    let pool =
        read["stage"].as_array().expect("stages").iter().find(|s| s["id"].as_str() == Some("pool")).expect("is there");
    assert_eq!(pool["label"]["zh"].as_str(), Some(evil));
    assert!(!script.has(Part::Action, "evil"));
}

#[test]
fn a_fragment_is_written_out_where_it_was_included() {
    let fragment =
        "fragment = \"late\"\ndefaults = { budget = \"1 day\" }\n\n[[clock]]\nid = \"late\"\nbudget = \"{{budget}}\"\n";
    let (library, _) = Library::of(&[fragment]).expect("reads");
    let text =
        "key = \"x\"\n\n[[include]]\nfragment = \"late\"\nwith = { budget = \"2 days\" }\n\n[[stage]]\nid = \"a\"\n";
    let said = unfolded(text, "late", &library).expect("is there");
    assert!(said.contains("budget = \"2 days\"") && !said.contains("[[include]]"), "{said}");
    assert!(unfolded(text, "early", &library).is_err());
}
