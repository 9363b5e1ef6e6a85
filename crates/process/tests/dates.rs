//! Clocks that run to a date somebody wrote down: a contract's end, a certificate's, an appointment.

mod support;

use process::{Command, Definition, Outcome};
use serde_json::{Value, json};
use support::{Case, agent, at, object, read};

const LEASE: &str = r#"
key = "lease"
title = { zh = "租约", en = "Lease" }
number = "ZY"
list = { title = "summary" }
open = { by = ["agent"], asks = ["summary", "ends_on?"] }
pause = { cap = "60 days" }
field = [
  { name = "summary", label = { zh = "事由", en = "What" }, kind = "text" },
  { name = "ends_on", label = { zh = "到期日", en = "Ends on" }, kind = "date" },
]
stage = [
  { id = "running", label = { zh = "履行中", en = "Running" }, category = "new", owner = "agent", edit = ["ends_on"] },
  { id = "talks", label = { zh = "续签商谈", en = "Talks" }, category = "waiting", owner = "agent", edit = ["ends_on"] },
  { id = "over", label = { zh = "已终止", en = "Over" }, category = "done" },
]
action = [
  { id = "talk", label = { zh = "商谈", en = "Talk" }, from = ["running"], to = "talks", by = ["agent"] },
  { id = "go_on", label = { zh = "继续履行", en = "Go on" }, from = ["talks"], to = "running", by = ["agent"] },
  { id = "end", label = { zh = "终止", en = "End" }, from = ["open"], to = "over", by = ["agent"], when = "days_between(today, ends_on) <= 60", otherwise = { zh = "到期前六十天内才能终止", en = "Only in the last sixty days" } },
]

[[clock]]
id = "expiry"
label = { zh = "租约到期", en = "Expiry" }
starts_on = ["open"]
runs_in = ["running"]
stops_on = ["end"]
budget = "until ends_on"
rungs = [
  { at = "-30 days", effects = [{ notify = { to = ["agent"], text = { zh = "还有一个月", en = "A month left" } } }] },
  { at = "-1 day", effects = [{ notify = { to = ["agent"], text = { zh = "明天到期", en = "Tomorrow" } } }] },
]
"#;

fn lease(ends_on: Option<&str>) -> Case {
    let def: Definition = read(LEASE);
    Case::open(&def, &agent(), at(1, 9, 0), json!({ "summary": "商铺", "ends_on": ends_on }))
}

fn edits(case: &mut Case, ends_on: Value) {
    let edit = Command::Edit { input: object(json!({ "ends_on": ends_on })) };
    case.run(&edit, &agent()).expect("edited");
}

/// What fell due, with the day of November on which it did.
fn fires(case: &Case) -> Vec<(i64, String)> {
    let day = |instant: kernel::Instant| (instant.0 - at(1, 0, 0).0) / 86_400_000_000 + 1;
    case.fires().into_iter().map(|(instant, what)| (day(instant), what)).collect()
}

#[test]
fn it_is_told_ahead_and_missed_when_the_day_has_gone() {
    let mut case = lease(Some("2026-12-10"));
    case.wake(at(50, 0, 0));
    assert_eq!(
        fires(&case),
        [(11, "expiry#1 -30 days".into()), (40, "expiry#1 -1 day".into()), (41, "expiry#1 missed".into())]
    );
}

#[test]
fn another_date_is_another_limit_and_people_are_told_again() {
    let mut case = lease(Some("2026-12-10"));
    case.wake(at(12, 0, 0));
    edits(&mut case, json!("2027-01-10"));
    assert_eq!(case.state.clocks["expiry"].past, [(1, Outcome::Void, case.now)]);
    case.wake(at(45, 0, 0));
    assert_eq!(fires(&case), [(11, "expiry#1 -30 days".into()), (42, "expiry#2 -30 days".into())]);
    edits(&mut case, Value::Null);
    case.wake(at(90, 0, 0));
    assert_eq!(fires(&case).len(), 2, "without a date nothing falls due");
}

#[test]
fn a_date_that_becomes_known_later_starts_the_clock_and_waiting_does_not_move_it() {
    let mut case = lease(None);
    assert!(case.state.clocks.is_empty());
    edits(&mut case, json!("2026-11-30"));
    case.act(at(5, 9, 0), &agent(), "talk", json!({}));
    case.act(at(20, 9, 0), &agent(), "go_on", json!({}));
    case.wake(at(40, 0, 0));
    assert_eq!(fires(&case), [(30, "expiry#1 -1 day".into()), (31, "expiry#1 missed".into())]);
}

#[test]
fn a_guard_counts_days_from_today() {
    let mut case = lease(Some("2027-03-01"));
    assert_eq!(case.try_act(&agent(), "end", json!({})).expect_err("too early").word(), "guard");
    case.act(at(70, 9, 0), &agent(), "end", json!({}));
    assert_eq!(case.state.clocks["expiry"].outcome.map(|o| o.0), Some(Outcome::Met));
}
