//! 报修: from the telephone call to the call-back, with the limits ticking.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::stories::steps::{act, does, photo, register, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leak_is_registered_mended_and_followed_up() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let leak = json!({ "summary": "厨房水槽下漏水，已渗到楼下", "trade": "water", "urgency": "urgent", "facility_class": "home" });
    let case = register(&mut agent, leak).await;
    does(&mut agent, &case, "respond", json!({ "plan": "赵师傅半小时内到" })).await;
    let zhao = staff_id(&app, "赵师傅").await;
    assert_eq!(does(&mut agent, &case, "assign", json!({ "assignee": zhao })).await, "assigned");
    app.settle().await;
    technician.open("/field").await.must_say("厨房水槽下漏水");
    does(&mut technician, &case, "accept", json!({})).await;
    app.pass(Span::minutes(20)).await;
    does(&mut technician, &case, "arrive", json!({})).await;
    assert_eq!(does(&mut technician, &case, "start", json!({})).await, "working");
    let (status, refused) = act(&mut technician, &case, "complete", json!({ "result": "换了软管" })).await;
    assert!(status.is_client_error(), "work without a photo afterwards is not done: {refused}");
    let after = photo(&mut technician).await;
    let done = json!({ "result": "水槽下软管老化，已更换并试水", "photos_after": [after], "labour_minutes": 40 });
    assert_eq!(does(&mut technician, &case, "complete", done).await, "finished");
    let (status, _) = act(&mut technician, &case, "confirm", json!({})).await;
    assert!(status.is_client_error(), "who did the work does not confirm it");
    assert_eq!(does(&mut agent, &case, "confirm", json!({ "rating": 5 })).await, "call_back");
    agent.open("/desk/follow_ups").await.must_say("厨房水槽下漏水");
    assert_eq!(
        does(&mut agent, &case, "call", json!({ "outcome": "satisfied", "call_note": "来得很快" })).await,
        "closed"
    );
    agent.open(&format!("/desk/cases/{case}")).await.must_say("已结案");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dissatisfied_customer_gets_the_work_done_again() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let case = register(
        &mut agent,
        json!({ "summary": "马桶堵塞", "trade": "drain", "urgency": "normal", "facility_class": "home" }),
    )
    .await;
    let zhao = staff_id(&app, "赵师傅").await;
    does(&mut agent, &case, "assign", json!({ "assignee": zhao })).await;
    for step in ["accept", "arrive", "start"] {
        does(&mut technician, &case, step, json!({})).await;
    }
    let after = photo(&mut technician).await;
    does(&mut technician, &case, "complete", json!({ "result": "已疏通", "photos_after": [after] })).await;
    does(&mut agent, &case, "confirm", json!({})).await;
    let stage = does(&mut agent, &case, "call", json!({ "outcome": "unsatisfied", "call_note": "第二天又堵了" })).await;
    assert_eq!(stage, "assigned", "rework goes back to who did it");
    let (_, record) = agent.api(Method::GET, &format!("/api/v1/desk/cases/{case}"), None).await;
    assert!(record.to_string().contains("\"reworks\":1"), "{record}");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers_and_the_ladder_is_climbed_at_its_instants() {
    let app = TestApp::start().await;
    let (mut agent, mut supervisor) = (app.agent().await, app.supervisor().await);
    let case = register(
        &mut agent,
        json!({ "summary": "楼道灯不亮", "trade": "lighting", "urgency": "normal", "facility_class": "lighting" }),
    )
    .await;
    app.pass(Span::minutes(110)).await;
    let late = |record: &Value| record.to_string().contains("missed");
    let (_, before) = agent.api(Method::GET, &format!("/api/v1/desk/cases/{case}"), None).await;
    assert!(!late(&before), "two hours of office time have not passed: {before}");
    app.pass(Span::minutes(15)).await;
    let (_, after) = agent.api(Method::GET, &format!("/api/v1/desk/cases/{case}"), None).await;
    assert!(late(&after), "{after}");
    supervisor.open("/desk/notifications").await.must_say("响应超时");
    supervisor.open("/desk/board").await.must_say("楼道灯不亮");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_of_another_community_find_no_such_case() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let case = register(
        &mut agent,
        json!({ "summary": "门禁失灵", "trade": "low_voltage", "urgency": "normal", "facility_class": "other" }),
    )
    .await;
    let mut stranger = app.staff("fanlu").await;
    stranger.open(&format!("/desk/cases/{case}")).await;
    assert_eq!(stranger.page.status, StatusCode::NOT_FOUND);
    let (status, _) = act(&mut stranger, &case, "respond", json!({ "plan": "别人家的事" })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = stranger.api(Method::GET, &format!("/api/v1/desk/cases/{case}"), None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
