//! 回访工作台: whom to ring and when, the number on the page, one answer, and the next one is there.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

use crate::stories::steps::{asked, does, mended, shown};

const NUMBER: &str = "13800139999";

async fn waits_for_its_call(app: &TestApp, agent: &mut Visitor, summary: &str) -> String {
    let mut technician = app.technician().await;
    let tap = json!({ "summary": summary, "trade": "water", "urgency": "normal", "facility_class": "home" });
    let case = mended(app, agent, &mut technician, tap).await;
    assert_eq!(does(agent, &case, "confirm", json!({})).await, "call_back", "homes are always called");
    case
}

async fn post(who: &mut Visitor, case: &str, what: &str, body: Value) -> (StatusCode, Value) {
    who.api(Method::POST, &format!("/api/v1/desk/follow_ups/{case}/{what}"), Some(body)).await
}

/// Lets time pass at once; what falls due meanwhile happens.
async fn later(app: &TestApp, span: Span) {
    app.clock.set(app.clock.now() + span);
    app.settle().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_stands_on_the_page_once_it_is_time_and_whoever_looked_is_written_down() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let case = waits_for_its_call(&app, &mut agent, "角阀渗水").await;
    let (status, early) = post(&mut agent, &case, "reveal", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "two hours after the work: {early}");
    agent.open("/desk/follow_ups").await.must_say("现在没有可以拨打的回访").must_say("11:00 可以拨打");
    later(&app, Span::hours(2)).await;
    agent.open("/desk/follow_ups").await.must_say("您报修的问题").must_say("按规定必访").must_say("已修好");
    assert!(!agent.page.html.contains(NUMBER), "masked until it is asked for");
    agent.press("显示电话", &[]).await.must_say(NUMBER);
    let mut colleague = app.supervisor().await;
    colleague.open("/desk/follow_ups").await.must_say("林晓正在回访");
    assert!(!colleague.page.html.contains(NUMBER), "shown to whoever asked, to nobody else");
    agent.press("记录结果", &[("answer", "unreachable")]).await.must_say("未接通");
    let queue = asked(&mut agent, "/desk/follow_ups").await;
    let line = &queue["rows"][0];
    assert_eq!((&line["attempts"], &line["ready"]), (&json!(1), &json!(false)), "not again within two hours: {line}");
    assert_eq!(queue["today"], json!({ "called": 1, "reached": 0, "satisfied": 0 }));
    later(&app, Span::hours(2)).await;
    agent.open("/desk/follow_ups").await.must_say("之前给您打过电话没有接通").must_say("第 2 次");
    later(&app, Span::hours(7)).await;
    let line = asked(&mut agent, "/desk/follow_ups").await["rows"][0].clone();
    assert!(line["call_at"].as_str().is_some_and(|at| at.contains("T01:00:00")), "nine in the morning: {line}");
    let (status, night) = post(&mut agent, &case, "reveal", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "nobody is rung up at night: {night}");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_content_gets_it_done_again_and_the_next_one_is_there() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let first = waits_for_its_call(&app, &mut agent, "龙头滴水").await;
    let second = waits_for_its_call(&app, &mut agent, "地漏反味").await;
    later(&app, Span::hours(2)).await;
    let contradiction = json!({ "answer": "satisfied", "faults": ["not_done"] });
    let (status, refused) = post(&mut agent, &first, "answer", contradiction).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "it is not done: {refused}");
    let (status, refused) = post(&mut agent, &first, "answer", json!({ "answer": "unsatisfied" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nobody knows why: {refused}");
    let why = json!({ "answer": "unsatisfied", "faults": ["not_done", "untidy"], "note": "夜里又滴了" });
    let (status, done) = post(&mut agent, &first, "answer", why).await;
    assert_eq!((status, &done["stage"], &done["next"]), (StatusCode::OK, &json!("assigned"), &json!(second)), "{done}");
    let told = shown(&mut agent, &first).await;
    assert_eq!(told["fields"]["call_note"], "有问题：没有解决、现场没清理\n夜里又滴了");
    assert_eq!(told["reworks"], 1);

    let (status, when) = post(&mut agent, &second, "put_off", json!({ "excuse": "another_time" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "he named a time: {when}");
    let at = app.clock.now() + Span::hours(3);
    let (status, off) = post(&mut agent, &second, "put_off", json!({ "excuse": "another_time", "later_at": at })).await;
    assert_eq!((status, &off["next"]), (StatusCode::OK, &json!("")), "nobody else waits: {off}");
    agent.open(&format!("/desk/cases/{second}")).await.must_say("回访暂缓：对方另约时间");
    agent.open("/desk/follow_ups").await.must_say("现在没有可以拨打的回访");
    later(&app, Span::hours(3)).await;
    agent.open("/desk/follow_ups").await;
    agent.press("记录结果", &[("answer", "very_satisfied")]).await.must_say("没有待回访的报事");
    assert_eq!(shown(&mut agent, &second).await["fields"]["rating"], 5);
    let today = asked(&mut agent, "/desk/follow_ups").await["today"].clone();
    assert_eq!(today, json!({ "called": 2, "reached": 2, "satisfied": 1 }));
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_company_says_what_is_said_first_and_how_long_nobody_is_rung_up_again() {
    let app = TestApp::start().await;
    let (mut quality, mut director, mut agent) =
        (app.staff("qiaoxin").await, app.staff("gumingyuan").await, app.agent().await);
    let (_, begun) = quality.api(Method::POST, "/api/v1/desk/definitions", Some(json!({ "process": "repair" }))).await;
    let path = format!("/api/v1/desk/definitions/{}", begun["id"].as_str().expect("a draft"));
    let (_, draft) = quality.api(Method::GET, &path, None).await;
    let own = "attempts = 3\nagain = \"1 workday\"\nscript = { zh = \"您好，安禾物业回访\", en = \"Anhe calling\" }";
    let body = draft["body"].as_str().expect("a text").replacen("attempts = 3", own, 1);
    let steps = [("edit", json!({ "body": body, "note": "回访话术" })), ("submit", json!({})), ("publish", json!({}))];
    for (step, said) in steps {
        let who = if step == "publish" { &mut director } else { &mut quality };
        let (status, done) = who.api(Method::POST, &format!("{path}/{step}"), Some(said)).await;
        assert_eq!(status, StatusCode::OK, "{step}: {done}");
    }
    app.settle().await;
    let case = waits_for_its_call(&app, &mut agent, "角阀渗水").await;
    later(&app, Span::hours(2)).await;
    agent.open("/desk/follow_ups").await.must_say("您好，安禾物业回访");
    assert!(!agent.page.says("您报修的问题"), "the words of the house stand instead of those that ship");
    let (status, tried) = post(&mut agent, &case, "answer", json!({ "answer": "unreachable" })).await;
    assert_eq!(status, StatusCode::OK, "{tried}");
    let at = app.clock.now();
    later(&app, Span::hours(3)).await;
    let line = asked(&mut agent, "/desk/follow_ups").await["rows"][0].clone();
    assert_eq!(line["ready"], false, "two hours are not enough here: {line}");
    let again: kernel::Instant = line["call_at"].as_str().and_then(|at| at.parse().ok()).expect("a time");
    assert_eq!(again.date(module::HOME_ZONE), at.date(module::HOME_ZONE).plus_days(1), "a workday later: {line}");
    app.check().await;
}
