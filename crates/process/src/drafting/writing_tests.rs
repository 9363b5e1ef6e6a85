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

#[test]
fn a_stage_goes_up_and_down_and_its_heading_stays() {
    let mut script = repair();
    script.shift(Part::Stage, "dispatching", "registered").expect("is there");
    let text = script.text();
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is there"));
    assert!(at("# ---- 环节") < at("id = \"dispatching\"") && at("id = \"dispatching\"") < at("id = \"registered\""));
    assert!(at("id = \"registered\"") < at("id = \"pool\""));
    assert!(!text.contains("\n\n\n"), "no gap is left");
    script.shift(Part::Stage, "registered", "dispatching").expect("is there");
    assert_eq!(script.text(), REPAIR, "there and back again");
    script.shift(Part::Stage, "pool", "force_closed").expect("is there");
    let names = Script::read(&script.text()).expect("reads").names(Part::Stage);
    assert_eq!(names.last().map(String::as_str), Some("pool"));
    assert_eq!(script.shift(Part::Stage, "nowhere", "pool"), Err(Unwritten::NotThere));
}

#[test]
fn comments_of_a_part_go_with_it() {
    let text =
        "# ---- all\n\n# the first\n[[stage]]\nid = \"a\"\n\n# the second\n# of two lines\n[[stage]]\nid = \"b\"\n";
    let mut script = Script::read(text).expect("reads");
    script.shift(Part::Stage, "a", "b").expect("is there");
    let moved =
        "# ---- all\n\n# the second\n# of two lines\n[[stage]]\nid = \"b\"\n\n# the first\n[[stage]]\nid = \"a\"\n";
    assert_eq!(script.text(), moved);
}

#[test]
fn what_stands_once_is_written_changed_and_taken_away() {
    let mut script = repair();
    script.set_in("pause", &[("cap", "10 days".into())]).expect("is there");
    assert_eq!(touched(&script), ["-cap = \"15 days\"", "+cap = \"10 days\""]);
    script.remove_in("pause").expect("is there");
    let text = script.text();
    assert!(!text.contains("[pause]"));
    assert!(text.contains("# ---- 挂起与回访") && text.find("# ---- 挂起与回访") < text.find("[follow_up]"), "{text}");
    let text = "key = \"x\"\n\n[[stage]]\nid = \"a\"\n";
    let mut script = Script::read(text).expect("reads");
    script.set_in("pause", &[("cap", "10 days".into())]).expect("is new");
    assert_eq!(script.text(), format!("{text}\n[pause]\ncap = \"10 days\"\n"));
    script.set_in("pause", &[("cap", Json::Null)]).expect("is there");
    assert_eq!(script.text(), text, "a rule that says nothing goes");
    assert_eq!(script.remove_in("pause"), Err(Unwritten::NotThere));
}

#[test]
fn what_grows_beyond_one_row_is_written_a_row_a_line() {
    let text = "[[action]]\nid = \"a\"\neffects = [{ set = { field = \"x\", value = \"1\" } }]\n";
    let mut script = Script::read(text).expect("reads");
    let mut effects = script.said(Part::Action, "a").expect("is there")["effects"].as_array().expect("a list").clone();
    effects.push(json!({ "set": { "field": "y", "value": "2" } }));
    script.set(Part::Action, "a", &[("effects", effects.into())]).expect("is there");
    let grown = "effects = [\n  { set = { field = \"x\", value = \"1\" } },\n  { set = { field = \"y\", value = \"2\" } },\n]\n";
    assert!(script.text().ends_with(grown), "{}", script.text());
}

#[test]
fn work_items_and_tables_are_called_otherwise_everywhere() {
    let text = REPAIR
        .replace("requires = [\"photos_after\"]", "requires = [\"photos_after\"]\nrequires_work = [\"closing_check\"]");
    assert_ne!(text, REPAIR);
    let text = text.replace(
        "fails_when = \"not tested or not cleaned\"",
        "fails_when = \"not tested or work.closing_check = 'failed'\"",
    );
    let mut script = Script::read(&text).expect("reads");
    script.rename(Part::WorkItem, "closing_check", "last_look").expect("is there");
    script.rename(Part::Table, "limits", "times").expect("is there");
    let text = script.text();
    assert!(!text.contains("closing_check") && text.contains("requires_work = [\"last_look\"]"), "{text}");
    assert!(text.contains("work.last_look = 'failed'") && !text.contains("\"limits."), "{text}");
    Definition::from_toml(&text).expect("is as fit as before");
}

#[test]
fn comments_of_a_row_go_with_it() {
    let text = "[[action]]\nid = \"a\"\neffects = [ # what follows\n  { set = { field = \"x\", value = \"1\" } }, # the first\n  # two lines\n  # on the second\n  { set = { field = \"y\", value = \"2\" } },\n  { set = { field = \"z\", value = \"3\" } } # the last\n]\n";
    let mut script = Script::read(text).expect("reads");
    let mut effects = script.said(Part::Action, "a").expect("is there")["effects"].as_array().expect("a list").clone();
    effects.swap(0, 1);
    effects.swap(1, 2);
    script.set(Part::Action, "a", &[("effects", effects.clone().into())]).expect("is there");
    let moved = "effects = [ # what follows\n  # two lines\n  # on the second\n  { set = { field = \"y\", value = \"2\" } },\n  { set = { field = \"z\", value = \"3\" } }, # the last\n  { set = { field = \"x\", value = \"1\" } }, # the first\n]\n";
    assert!(script.text().ends_with(moved), "{}", script.text());
    effects.remove(1);
    script.set(Part::Action, "a", &[("effects", effects.into())]).expect("is there");
    let left =
        "  { set = { field = \"y\", value = \"2\" } },\n  { set = { field = \"x\", value = \"1\" } }, # the first\n]\n";
    assert!(script.text().ends_with(left), "a comment goes with the row it speaks of: {}", script.text());
}
