//! A repair as the trade knows it, told to the pure core.

mod support;

use kernel::{Error, Span};
use process::{ClockMark, Command, Outcome, Refusal, What, Who, next_deadline, summary};
use serde_json::json;
use support::{
    COMPLAINT, Case, OFFICE, REPAIR, agent, at, chen, file, manager, object, owner, steward, supervisor, zhao,
};

/// Monday 23 November 2026, 09:00: the kitchen tap leaks.
fn leak() -> Case {
    let said = json!({"summary": "厨房水龙头漏水", "trade": "water", "facility_class": "home"});
    Case::open(&REPAIR, &agent(), at(23, 9, 0), said)
}

/// The same, with Mr Zhao at work in it since 10:10.
fn at_work() -> Case {
    let mut case = leak();
    case.act(at(23, 9, 10), &agent(), "assign", json!({"assignee": format!("staff_{:032x}", 3)}));
    case.act(at(23, 9, 20), &zhao(), "accept", json!({}));
    case.act(at(23, 10, 0), &zhao(), "arrive", json!({}));
    case.act(at(23, 10, 10), &zhao(), "start", json!({}));
    case
}

fn finish(case: &mut Case) {
    let done = json!({"result": "已更换阀芯", "photos_after": [file(1)]});
    case.act(case.now + Span::minutes(50), &zhao(), "complete", done);
}

fn mark(case: &Case, clock: &str) -> ClockMark {
    summary(&case.def, &case.state, &case.cals, case.now).into_iter().find(|c| c.id == clock).expect("a clock").mark
}

#[test]
fn from_the_call_to_the_call_back() {
    let mut case = at_work();
    assert_eq!(case.state.fields["urgency"], "normal");
    assert_eq!(case.state.fields["priority"], "p3");
    finish(&mut case);
    assert_eq!(mark(&case, "completion"), ClockMark::Met);
    case.act(at(23, 12, 0), &owner(), "confirm", json!({"rating": 5}));
    assert_eq!(case.state.stage, "call_back");
    assert_eq!(mark(&case, "call_back"), ClockMark::Running);
    case.act(at(23, 15, 0), &agent(), "call", json!({"outcome": "unreachable"}));
    assert_eq!(case.state.stage, "call_back");
    case.act(at(23, 16, 0), &agent(), "call", json!({"outcome": "satisfied"}));
    assert_eq!(case.state.stage, "closed");
    let clocks = summary(&REPAIR, &case.state, &OFFICE, at(30, 9, 0));
    assert!(clocks.iter().all(|c| c.mark == ClockMark::Met), "{clocks:?}");
    assert_eq!(case.state.follow_up.as_ref().map(|f| f.attempts), Some(2));
    assert_eq!(process::due(&REPAIR, &case.state, &OFFICE), None);
}

#[test]
fn the_deadline_skips_lunch_and_night_and_urgent_runs_round_the_clock() {
    // 16:30 on Friday: an hour of office time is left, the other is used on Monday morning.
    let said = json!({"summary": "楼道灯不亮", "trade": "lighting", "facility_class": "lighting"});
    let case = Case::open(&REPAIR, &agent(), at(20, 16, 30), said.clone());
    let response = summary(&REPAIR, &case.state, &OFFICE, case.now)[0].clone();
    assert_eq!(response.due, Some(at(23, 9, 30)));
    let mut urgent = said;
    urgent["urgency"] = json!("emergency");
    let case = Case::open(&REPAIR, &agent(), at(20, 23, 0), urgent);
    assert_eq!(next_deadline(&REPAIR, &case.state, &OFFICE), Some(at(20, 23, 15)));
    assert_eq!(case.state.fields["priority"], "p1");
}

#[test]
fn a_late_response_climbs_the_ladder_once() {
    let mut case = leak();
    case.wake(at(23, 18, 0));
    let wanted =
        [(at(23, 10, 0), "response#1 50%"), (at(23, 11, 0), "response#1 missed"), (at(23, 11, 0), "response#1 100%")];
    for (index, (instant, what)) in wanted.into_iter().enumerate() {
        assert_eq!(case.fires()[index], (instant, what.to_owned()));
    }
    // Two more hours in the clock's own time: 11:00–12:00 and 13:30–14:30.
    assert!(case.fires().contains(&(at(23, 14, 30), "response#1 +2 hours".to_owned())), "{:?}", case.fires());
    assert!(case.wake(at(23, 18, 0)).is_empty());
    case.act(at(23, 18, 30), &agent(), "respond", json!({"plan": "明早上门"}));
    assert_eq!(mark(&case, "response"), ClockMark::Missed);
    assert!(case.state.is_breached());
}

#[test]
fn paid_work_waits_for_the_agreed_price() {
    let mut case = leak();
    case.act(at(23, 9, 10), &agent(), "assign", json!({"assignee": format!("staff_{:032x}", 3)}));
    case.act(at(23, 9, 20), &zhao(), "accept", json!({}));
    case.act(at(23, 10, 0), &zhao(), "arrive", json!({}));
    case.act(
        at(23, 10, 5),
        &zhao(),
        "quote",
        json!({"quote": 12_000, "quote_note": "更换龙头", "photos_before": [file(1)]}),
    );
    let before = case.state.clocks["completion"].consumed;
    case.act(at(23, 16, 5), &owner(), "decline", json!({}));
    assert_eq!(case.state.clocks["completion"].consumed, before, "waiting for the customer is not our time");
    let Err(Refusal::Guard { otherwise: Some(words), .. }) = case.try_act(&zhao(), "start", json!({})) else {
        panic!("started without an agreed price");
    };
    assert_eq!(words.zh, "有偿维修须业主先同意报价");
    let start = case.offers(&zhao()).into_iter().find(|o| o.action == "start").expect("shown");
    assert!(start.refusal.is_some(), "grey, with the reason");
    case.act(
        at(23, 16, 10),
        &zhao(),
        "quote",
        json!({"quote": 8_000, "quote_note": "只换阀芯", "photos_before": [file(1)]}),
    );
    case.act(at(23, 16, 20), &owner(), "agree", json!({}));
    let dear = json!({"result": "好了", "photos_after": [file(1)], "amount": 8_001});
    assert!(case.try_act(&zhao(), "complete", dear).is_err());
    case.act(at(23, 17, 0), &zhao(), "complete", json!({"result": "好了", "photos_after": [file(1)], "amount": 8_000}));
}

#[test]
fn the_technician_cannot_finish_without_a_photo_nor_confirm_himself() {
    let mut case = at_work();
    let Err(Refusal::Invalid(fields)) = case.try_act(&zhao(), "complete", json!({"result": "好了"})) else {
        panic!("finished without a photo");
    };
    assert_eq!(fields[0].field, "photos_after");
    assert!(matches!(
        case.try_act(&zhao(), "complete", json!({"result": "好了", "photos_after": []})),
        Err(Refusal::Invalid(_))
    ));
    finish(&mut case);
    let mut both = zhao();
    both.roles.push("agent".into());
    assert!(matches!(case.try_act(&both, "confirm", json!({})), Err(Refusal::SameActor { .. })));
    assert!(matches!(case.try_act(&chen(), "confirm", json!({})), Err(Refusal::Role { .. })));
    assert!(matches!(case.try_act(&agent(), "arrive", json!({})), Err(Refusal::Stage { .. })));
    assert!(case.buttons(&chen()).is_empty());
}

#[test]
fn a_pause_is_capped_and_then_the_clock_runs_on_by_itself() {
    let mut case = at_work();
    case.act(at(23, 10, 30), &zhao(), "pause", json!({"reason": "customer_absent"}));
    let used = case.state.clocks["completion"].consumed;
    assert_eq!(used, Span::minutes(90));
    assert_eq!(mark(&case, "completion"), ClockMark::Paused);
    case.wake(at(26, 10, 29));
    assert!(case.fires().iter().all(|f| f.1 != "pause capped"));
    case.wake(at(28, 0, 0));
    assert!(case.fires().contains(&(at(26, 10, 30), "pause capped".to_owned())));
    // 24 hours less the 90 minutes used, from the cap on and not from when somebody looked.
    assert!(case.fires().contains(&(at(27, 9, 0), "completion#1 missed".to_owned())), "{:?}", case.fires());
    case.act(at(28, 9, 0), &zhao(), "resume", json!({}));
    assert_eq!(case.state.stage, "working");
    // The cap on the reason is used up for good.
    case.act(at(28, 10, 0), &zhao(), "pause", json!({"reason": "customer_absent"}));
    assert!(case.state.pause.as_ref().is_some_and(|p| p.capped));
    assert!(case.state.clocks["completion"].running_since.is_some());
}

#[test]
fn dissatisfied_means_rework_with_its_count_and_a_fresh_clock() {
    let mut case = at_work();
    finish(&mut case);
    case.act(at(23, 12, 0), &owner(), "reject", json!({"note": "还在滴水"}));
    assert_eq!((case.state.stage.as_str(), case.state.reworks), ("assigned", 1));
    let clock = &case.state.clocks["completion"];
    assert_eq!((clock.activation, clock.consumed), (2, Span::ZERO));
    assert_eq!(clock.past[0].1, Outcome::Met);
    case.act(at(23, 12, 10), &zhao(), "accept", json!({}));
    assert_eq!(case.state.clocks["arrival"].activation, 2);
    case.act(at(23, 12, 20), &zhao(), "arrive", json!({}));
    case.act(at(23, 12, 30), &zhao(), "start", json!({}));
    finish(&mut case);
    case.act(at(23, 14, 0), &owner(), "confirm", json!({}));
    assert_eq!(case.state.stage, "call_back", "rework is always called back");
    case.act(at(23, 15, 0), &agent(), "call", json!({"outcome": "unsatisfied"}));
    assert_eq!((case.state.stage.as_str(), case.state.reworks), ("assigned", 2));
}

#[test]
fn returned_transferred_pooled_grabbed_and_taken_in_rotation() {
    let mut case = leak();
    case.act(at(23, 9, 5), &agent(), "offer_to_pool", json!({}));
    assert_eq!(case.buttons(&chen()), ["grab"]);
    case.act(at(23, 9, 6), &chen(), "grab", json!({}));
    assert!(case.state.assignee.as_ref().is_some_and(|p| p.id == chen().id));
    assert!(!case.buttons(&zhao()).contains(&"arrive".to_owned()));
    case.act(at(23, 9, 7), &chen(), "return", json!({"reason": "wrong_trade"}));
    assert_eq!((case.state.stage.as_str(), &case.state.assignee), ("dispatching", &None));
    let nobody = Command::Act { action: "rotate".into(), input: object(json!({})), assignee: None, master: None };
    assert_eq!(case.run(&nobody, &steward()), Err(Refusal::NobodyToAssign));
    case.act(at(23, 9, 8), &steward(), "rotate", json!({}));
    case.act(at(23, 9, 9), &steward(), "transfer", json!({"reason": "load", "assignee": format!("staff_{:032x}", 3)}));
    assert_eq!(case.state.stage, "assigned");
}

#[test]
fn urged_merged_watched_remarked_and_closed_by_a_superior() {
    let mut case = leak();
    case.act(at(23, 9, 30), &owner(), "urge", json!({}));
    case.act(at(23, 9, 40), &owner(), "urge", json!({"note": "急"}));
    assert_eq!(case.state.urges, 2);
    case.run(&Command::Watch { on: true }, &manager()).expect("watches");
    assert_eq!(case.state.watchers.len(), 1);
    case.run(&Command::Comment { text: "已联系厂家".into(), open: true, files: vec![file(2)] }, &agent())
        .expect("remarks");
    let mut twin = case.clone();
    twin.act(at(23, 10, 0), &agent(), "merge", json!({"master": format!("case_{:032x}", 0x99)}));
    assert_eq!((twin.state.stage.as_str(), twin.state.master.is_some()), ("merged", true));
    assert_eq!(process::due(&REPAIR, &twin.state, &OFFICE), None, "its master's clocks count");
    twin.act(at(24, 10, 0), &Who::system(), "end_with_master", json!({}));
    assert!(twin.state.is_ended(&REPAIR));
    assert!(matches!(
        case.try_act(&agent(), "force_close", json!({"reason": "other", "note": "x"})),
        Err(Refusal::Role { .. })
    ));
    case.act(at(24, 10, 0), &supervisor(), "force_close", json!({"reason": "not_ours", "note": "供水公司管网"}));
    assert!(case.state.clocks.values().all(|c| c.outcome.is_some()));
    // By 24 November 10:00 both clocks were long missed; closing by force hides nothing.
    assert!(case.state.is_breached());
    assert!(case.buttons(&owner()).is_empty());
}

#[test]
fn a_case_of_class_changed_keeps_what_its_clocks_have_used() {
    let mut case = leak();
    case.act(at(23, 9, 10), &agent(), "assign", json!({"assignee": format!("staff_{:032x}", 3)}));
    let said = json!({"trade": "water", "urgency": "emergency", "facility_class": "home"});
    let events = case.act(at(23, 9, 14), &steward(), "reclassify", said);
    assert!(events.iter().any(|e| matches!(&e.what, What::ClockRebudgeted { clock, consumed, .. } if clock == "response" && *consumed == Span::minutes(14))));
    assert_eq!(case.state.fields["priority"], "p1");
    let response = &summary(&REPAIR, &case.state, &OFFICE, case.now)[0];
    assert_eq!(response.due, Some(at(23, 9, 15)), "15 minutes in all, 14 of them used");
}

#[test]
fn the_check_before_leaving_tells_the_engineer_when_it_fails() {
    let mut case = at_work();
    let record = |tested: bool| Command::Record {
        item: "closing_check".into(),
        input: object(json!({"tested": tested, "cleaned": true, "pressure": 300})),
    };
    assert!(matches!(case.run(&record(true), &chen()), Err(Refusal::Role { .. })));
    let failed = |events: Vec<process::Event>| matches!(events[0].what, What::Recorded { failed: true, .. });
    assert!(failed(case.run(&record(false), &zhao()).expect("records")));
    assert!(!failed(case.run(&record(true), &zhao()).expect("records")));
}

#[test]
fn a_complaint_runs_on_the_same_engine() {
    let said = json!({"summary": "夜间施工噪声", "topic": "noise"});
    let mut case = Case::open(&COMPLAINT, &owner(), at(23, 9, 0), said);
    case.act(at(23, 9, 30), &agent(), "accept", json!({"topic": "noise", "severity": "normal"}));
    case.act(at(23, 10, 0), &agent(), "contact", json!({"findings": "属实", "justified": true}));
    case.act(at(23, 10, 30), &agent(), "propose", json!({"solution": "限定施工时段"}));
    case.act(at(23, 11, 0), &owner(), "decline", json!({"note": "还要赔礼"}));
    case.act(at(23, 11, 10), &agent(), "propose", json!({"solution": "限时并上门致歉"}));
    case.act(at(23, 11, 20), &owner(), "agree", json!({}));
    case.act(at(24, 9, 0), &agent(), "carry_out", json!({"result": "已张贴公告并上门致歉"}));
    assert!(matches!(case.try_act(&agent(), "call", json!({"outcome": "satisfied"})), Err(Refusal::SameActor { .. })));
    case.act(at(24, 10, 0), &supervisor(), "call", json!({"outcome": "satisfied"}));
    case.act(at(24, 11, 0), &supervisor(), "archive", json!({"cause": "supervision"}));
    assert_eq!(case.state.stage, "archived");
    case.act(at(25, 9, 0), &owner(), "reopen", json!({"note": "又吵了"}));
    assert_eq!((case.state.stage.as_str(), case.state.reworks), ("planning", 1));
}

#[test]
fn a_refusal_becomes_the_error_the_page_shows() {
    let mut case = leak();
    let refused = case.try_act(&agent(), "fly", json!({})).expect_err("unknown");
    assert!(matches!(Error::from(refused), Error::Broken(_)));
    let mut none = Case { state: process::State::default(), ..case.clone() };
    assert_eq!(none.try_act(&agent(), "assign", json!({})), Err(Refusal::NotOpen));
    let again = Command::Open {
        case: case.state.case,
        requester: None,
        channel: "desk".into(),
        input: object(json!({"summary": "x"})),
    };
    assert_eq!(case.run(&again, &agent()), Err(Refusal::NotOpen));
    let bad = json!({"trade": "gold", "urgency": 3, "evil": true});
    let Err(Refusal::Invalid(fields)) = case.try_act(&agent(), "classify", bad) else { panic!("took it") };
    assert_eq!(fields.len(), 4);
}

#[test]
fn a_case_never_grows_without_end() {
    let mut case = leak();
    while case.run(&Command::Comment { text: "还没好？".into(), open: true, files: Vec::new() }, &owner()).is_ok() {
    }
    assert!(case.state.events < process::MOST_EVENTS);
    case.wake(at(30, 9, 0));
    case.act(at(30, 9, 0), &supervisor(), "force_close", json!({"reason": "other", "note": "记录已满，另行登记"}));
    assert!(case.log.len() <= process::MOST_EVENTS as usize);
}
