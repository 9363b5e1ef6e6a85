//! What a work item is worth to the action that asks for it: passed, and recorded since the case last came to its stage.

mod support;

use process::{Command, Definition, Refusal, What};
use serde_json::{Value, json};
use support::{Case, agent, at, object, read, supervisor, zhao};

const PUMP: &str = r#"
key = "pump"
title = { zh = "水泵保养", en = "Pump" }
number = "SB"
list = { title = "summary" }
open = { by = ["agent"], asks = ["summary"] }
pause = { cap = "15 days" }
field = [
  { name = "summary", label = { zh = "事由", en = "What" }, kind = "text" },
  { name = "sound", label = { zh = "试运行正常", en = "Runs well" }, kind = "bool" },
]
stage = [
  { id = "given", label = { zh = "已派", en = "Given" }, category = "new" },
  { id = "working", label = { zh = "保养中", en = "Working" }, category = "active" },
  { id = "parts", label = { zh = "待件", en = "Waiting for parts" }, category = "waiting" },
  { id = "accepting", label = { zh = "待验收", en = "To be accepted" }, category = "active" },
  { id = "filed", label = { zh = "已归档", en = "Filed" }, category = "done" },
]
action = [
  { id = "start", label = { zh = "开工", en = "Start" }, from = ["given"], to = "working", by = ["technician"] },
  { id = "wait", label = { zh = "待件", en = "Wait" }, from = ["working"], to = "parts", by = ["technician"] },
  { id = "resume", label = { zh = "复工", en = "Resume" }, from = ["parts"], to = "working", by = ["technician"] },
  { id = "look", label = { zh = "巡看", en = "Look" }, from = ["working"], by = ["technician"], requires_work = ["steps"] },
  { id = "finish", label = { zh = "完成", en = "Finish" }, from = ["working"], to = "accepting", by = ["technician"], requires_work = ["steps", "figures"] },
  { id = "return", label = { zh = "退回", en = "Return" }, from = ["accepting"], to = "working", by = ["supervisor"] },
  { id = "accept", label = { zh = "验收", en = "Accept" }, from = ["accepting"], to = "filed", by = ["supervisor", "agent"], not_same_actor_as = ["open"], when = "work.steps = 'passed' and case.checks_failed <= 1" },
]

[[work_item]]
id = "steps"
label = { zh = "保养步骤", en = "Steps" }
by = ["technician"]
stages = ["working"]
step = [{ name = "cleaned", label = { zh = "已清洁", en = "Cleaned" }, kind = "bool", required = true }]
fails_when = "not cleaned"
on_pass = [{ set = { field = "sound", value = "true" } }]
on_fail = [{ set = { field = "sound", value = "false" } }]

[[work_item]]
id = "figures"
label = { zh = "读数", en = "Figures" }
by = ["technician"]
stages = ["working"]
step = [{ name = "pressure", label = { zh = "压力", en = "Pressure" }, kind = "meter", required = true, low = 20, high = 80 }]
findings = true
"#;

fn pump() -> Definition {
    read(PUMP)
}

/// A pump in the technician's hands.
fn working() -> Case {
    let mut case = Case::open(&pump(), &agent(), at(23, 9, 0), json!({ "summary": "二次供水泵" }));
    case.act(at(23, 9, 1), &zhao(), "start", json!({}));
    case
}

fn records(case: &mut Case, item: &str, input: Value) {
    let record = Command::Record { item: item.into(), input: object(input) };
    case.run(&record, &zhao()).expect("recorded");
}

fn refused(case: &mut Case, action: &str) -> String {
    let Err(refusal) = case.try_act(&zhao(), action, json!({})) else { panic!("{action} was allowed") };
    match refusal {
        Refusal::Missing { what } | Refusal::Failed { what } if what.is_empty() => panic!("nothing is named"),
        other => other.word().to_owned(),
    }
}

#[test]
fn what_failed_is_recorded_anew_before_the_case_goes_on_unless_it_is_a_finding() {
    let mut case = working();
    assert_eq!(refused(&mut case, "finish"), "missing");
    records(&mut case, "steps", json!({ "cleaned": false }));
    records(&mut case, "figures", json!({ "pressure": 95 }));
    assert_eq!(refused(&mut case, "finish"), "failed");
    assert_eq!(case.state.fields["sound"], json!(false));
    records(&mut case, "steps", json!({ "cleaned": true }));
    assert_eq!(case.state.fields["sound"], json!(true), "on_pass follows what passed");
    case.act(at(23, 9, 9), &zhao(), "finish", json!({}));
    assert_eq!(case.state.stage, "accepting");
}

#[test]
fn waiting_keeps_a_record_and_coming_back_asks_for_a_new_one() {
    let mut case = working();
    records(&mut case, "steps", json!({ "cleaned": true }));
    records(&mut case, "figures", json!({ "pressure": 50 }));
    case.act(at(23, 10, 0), &zhao(), "wait", json!({}));
    case.act(at(23, 11, 0), &zhao(), "resume", json!({}));
    case.act(at(23, 11, 1), &zhao(), "finish", json!({}));
    let log = case.act(at(23, 12, 0), &supervisor(), "return", json!({}));
    let voided = log.iter().any(|e| matches!(&e.what, What::WorkVoided { items } if items == &["figures", "steps"]));
    assert!(voided, "the log says what no longer counts");
    assert_eq!(refused(&mut case, "finish"), "missing");
}

#[test]
fn what_is_done_again_and_again_asks_for_a_record_each_time() {
    let mut case = working();
    records(&mut case, "steps", json!({ "cleaned": true }));
    case.act(at(23, 10, 0), &zhao(), "look", json!({}));
    assert_eq!(refused(&mut case, "look"), "missing");
}

#[test]
fn whoever_opened_a_case_is_named_by_open() {
    let mut case = working();
    records(&mut case, "steps", json!({ "cleaned": true }));
    records(&mut case, "figures", json!({ "pressure": 50 }));
    case.act(at(23, 11, 1), &zhao(), "finish", json!({}));
    let refusal = case.try_act(&agent(), "accept", json!({})).expect_err("he opened it");
    assert_eq!(refusal.word(), "same_actor");
    case.act(at(23, 11, 2), &supervisor(), "accept", json!({}));
}
