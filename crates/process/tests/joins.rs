//! Cases that wait for others, steps that fail by their figures, and work given out by a decision table.

mod support;

use process::{Command, Definition, Event, Refusal, State, What, Who, decide, evolve};
use serde_json::{Map, Value, json};
use support::{OFFICE, agent, at, read, supervisor, zhao};
use uuid::Uuid;

const PLAN: &str = r#"
key = "plan"
title = { zh = "计划", en = "Plan" }
number = "JH"
list = { title = "summary" }

[open]
by = ["staff"]
asks = ["summary", "level?"]

[[field]]
name = "summary"
label = { zh = "事由", en = "What" }
kind = "text"

[[field]]
name = "level"
label = { zh = "级别", en = "Level" }
kind = "choice"
choices = [{ value = "high", zh = "高", en = "High" }, { value = "low", zh = "低", en = "Low" }]

[[stage]]
id = "draft"
label = { zh = "拟定", en = "Draft" }
category = "new"
owner = "agent"

[[stage]]
id = "running"
label = { zh = "执行中", en = "Running" }
category = "active"
owner = "agent"

[[stage]]
id = "finished"
label = { zh = "已完成", en = "Finished" }
category = "done"

[[action]]
id = "task"
label = { zh = "派任务", en = "Give a task" }
from = ["draft", "running"]
by = ["agent"]
effects = [{ spawn = { process = "plan", link = "task", copy = ["summary"] } }]

[[action]]
id = "start"
label = { zh = "开始", en = "Start" }
from = ["draft"]
to = "running"
by = ["agent"]
assign = "who.takes"

[[action]]
id = "all_done"
label = { zh = "全部完成", en = "All done" }
from = ["running"]
to = "finished"
by = ["system", "agent"]

[[table]]
id = "who"
label = { zh = "由谁办", en = "Who takes it" }
rows = [{ when = "level = 'high'", then = { takes = "self" } }, { when = "level = 'low'", then = { takes = "technician" } }, { then = { takes = "pool" } }]

[[join]]
link = "task"
wait = "all"
then = "all_done"

[[work_item]]
id = "reading"
label = { zh = "读数", en = "Reading" }
by = ["agent"]
stages = ["running"]
required = true
repeatable = true
step = [{ name = "pressure", label = { zh = "压力", en = "Pressure" }, kind = "meter", required = true, low = 20, high = 80 }]
"#;

struct Case {
    def: Definition,
    state: State,
    minute: i64,
}

impl Case {
    fn open(text: &str, input: Value) -> Self {
        let def = read(text);
        let mut case = Self { def, state: State::default(), minute: 0 };
        let input = input.as_object().cloned().unwrap_or_default();
        let open = Command::Open { case: Uuid::from_u128(1), requester: None, channel: "desk".into(), input };
        case.gives(&agent(), &open).expect("opens");
        case
    }

    fn gives(&mut self, who: &Who, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.minute += 1;
        let events = decide(&self.def, &OFFICE, &self.state, command, who, at(23, 9, self.minute))?;
        self.state = events.iter().fold(std::mem::take(&mut self.state), evolve);
        Ok(events)
    }

    fn acts(&mut self, who: &Who, action: &str) -> Result<Vec<Event>, Refusal> {
        let person = Some(zhao().person());
        let act = Command::Act { action: action.into(), input: Map::new(), assignee: person, master: None };
        self.gives(who, &act)
    }

    fn child(&mut self, id: u128) {
        let link = Command::Link { link: "task".into(), case: Uuid::from_u128(id), child: true };
        self.gives(&Who::system(), &link).expect("links");
    }

    fn ended(&mut self, id: u128) -> Vec<Event> {
        let heard = Command::ChildEnded { case: Uuid::from_u128(id), stage: "finished".into(), done: true };
        self.gives(&Who::system(), &heard).expect("hears")
    }

    fn reads(&mut self, pressure: i64) -> bool {
        let input = json!({ "pressure": pressure }).as_object().cloned().unwrap_or_default();
        let events = self.gives(&agent(), &Command::Record { item: "reading".into(), input }).expect("records");
        events.iter().any(|e| matches!(e.what, What::Recorded { failed: true, .. }))
    }
}

#[test]
fn a_case_ends_by_itself_when_all_it_opened_have_ended() {
    let mut case = Case::open(PLAN, json!({ "summary": "月度计划" }));
    case.child(11);
    case.child(12);
    case.acts(&agent(), "start").expect("starts");
    assert!(!case.reads(50));
    case.ended(11);
    assert_eq!(case.state.stage, "running", "one of two is not all");
    assert!(case.ended(11).is_empty(), "heard of twice");
    assert!(case.ended(99).is_empty(), "not its own");
    case.ended(12);
    assert_eq!(case.state.stage, "finished");
}

#[test]
fn what_ended_before_the_case_stood_there_counts_too() {
    for (wait, children, enough) in [("\"any\"", 2, 1), ("2", 3, 2), ("\"all\"", 2, 2)] {
        let text = PLAN
            .replace("wait = \"all\"", &format!("wait = {wait}"))
            .replace("required = true\nrepeatable", "repeatable");
        let mut case = Case::open(&text, json!({ "summary": "月度计划" }));
        (0..children).for_each(|n| case.child(100 + n));
        (0..enough).for_each(|n| drop(case.ended(100 + n)));
        assert_eq!(case.state.stage, "draft");
        case.acts(&agent(), "start").expect("starts");
        assert_eq!(case.state.stage, "finished", "{wait}");
    }
}

#[test]
fn a_case_that_opened_none_waits_for_a_person() {
    let mut case = Case::open(PLAN, json!({ "summary": "没有任务" }));
    case.acts(&agent(), "start").expect("starts");
    case.reads(50);
    assert_eq!(case.state.stage, "running");
    case.acts(&agent(), "all_done").expect("ends by hand");
    assert_eq!(case.state.stage, "finished");
}

#[test]
fn a_figure_outside_its_limits_fails_and_what_is_required_holds_the_case() {
    let mut case = Case::open(PLAN, json!({ "summary": "水泵" }));
    case.acts(&agent(), "start").expect("starts");
    assert!(matches!(case.acts(&agent(), "all_done"), Err(Refusal::Missing { .. })), "the reading is required");
    assert!(case.reads(19) && case.reads(81), "too low and too high are recorded, and fail");
    assert!(!case.reads(20) && !case.reads(80));
    case.acts(&agent(), "all_done").expect("goes on");
}

#[test]
fn a_decision_table_says_who_takes_the_work() {
    for (level, takes) in [("high", Some(agent().id)), ("low", Some(zhao().id)), ("", None)] {
        let input =
            if level.is_empty() { json!({ "summary": "x" }) } else { json!({ "summary": "x", "level": level }) };
        let mut case = Case::open(PLAN, input);
        case.acts(&agent(), "start").expect("starts");
        assert_eq!(case.state.assignee.as_ref().map(|p| p.id), takes, "{level}");
    }
}

#[test]
fn a_second_look_is_for_superiors_and_sends_back_what_does_not_pass() {
    let sampled = format!("{PLAN}\n[sample]\nby = [\"supervisor\"]\nshare = 10\nrework = \"redo\"\n")
        .replace("[[table]]", "[[action]]\nid = \"redo\"\nlabel = { zh = \"返工\", en = \"Redo\" }\nfrom = [\"finished\"]\nto = [{ stage = \"draft\", rework = true }]\nby = [\"supervisor\"]\nasks = [\"summary\"]\n\n[[table]]");
    let mut case = Case::open(&sampled, json!({ "summary": "巡检", "level": "low" }));
    case.acts(&agent(), "start").expect("starts");
    case.reads(50);
    case.acts(&agent(), "all_done").expect("ends");
    let check =
        |passed, reason: Option<&str>| Command::Check { passed, reason: reason.map(str::to_owned), photos: vec![] };
    assert!(matches!(case.gives(&agent(), &check(true, None)), Err(Refusal::Role { .. })));
    assert!(matches!(case.gives(&supervisor(), &check(false, None)), Err(Refusal::Missing { .. })));
    case.gives(&supervisor(), &check(false, Some("漏记"))).expect("does not pass");
    assert_eq!((case.state.stage.as_str(), case.state.reworks, case.state.rounds.len()), ("draft", 1, 1));
    assert_eq!(case.state.rounds[0].assignee.as_ref().map(|p| p.id), Some(zhao().id), "who had done it stays known");
}

#[test]
fn a_join_that_could_never_be_is_refused() {
    for (from, to, says) in [
        ("link = \"task\"\nwait", "link = \"tusk\"\nwait", "nothing opens a case with this link"),
        ("by = [\"system\", \"agent\"]", "by = [\"agent\"]", "names `system`"),
        ("wait = \"all\"", "wait = 0", "at least one case"),
        ("then = \"all_done\"\n\n[[work", "then = \"al_done\"\n\n[[work", "there is no action \"al_done\""),
        ("assign = \"who.takes\"", "assign = \"who.gets\"", "has no output \"gets\""),
    ] {
        assert!(PLAN.contains(from), "{from}");
        let error = Definition::from_toml(&PLAN.replacen(from, to, 1)).expect_err(to);
        assert!(error.to_string().contains(says), "{says}: {error}");
    }
}
