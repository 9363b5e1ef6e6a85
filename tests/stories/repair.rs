//! 报修: from the telephone call to the call-back, with the limits ticking.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use kernel::Span;
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

/// The first room of the agent's community.
async fn room(agent: &mut Visitor) -> String {
    let (status, rooms) = agent.api(Method::GET, "/api/v1/property/places?kind=room&limit=1", None).await;
    assert_eq!(status, StatusCode::OK, "{rooms}");
    rooms["rows"][0]["id"].as_str().expect("a room").to_owned()
}

async fn register(agent: &mut Visitor, input: Value) -> String {
    let place = room(agent).await;
    let body = json!({ "place_id": place, "channel": "phone", "contact_name": "张女士", "contact_phone": "13800139999", "input": input });
    let (status, opened) = agent.api(Method::POST, "/api/v1/desk/processes/repair/cases", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{opened}");
    opened["id"].as_str().expect("an id").to_owned()
}

async fn act(who: &mut Visitor, case: &str, action: &str, input: Value) -> (StatusCode, Value) {
    who.api(Method::POST, &format!("/api/v1/desk/cases/{case}/act/{action}"), Some(json!({ "input": input }))).await
}

/// Does an action that must be possible; answers the stage it led to.
async fn does(who: &mut Visitor, case: &str, action: &str, input: Value) -> String {
    let (status, done) = act(who, case, action, input).await;
    assert_eq!(status, StatusCode::OK, "{action}: {done}");
    done["stage"].as_str().unwrap_or_default().to_owned()
}

/// Stores a small picture and answers its id.
async fn photo(who: &mut Visitor) -> String {
    let png: &[u8] = &[
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1,
        8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63, 0xf8, 0xcf, 0xc0,
        0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
    ];
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"after.png\"\r\nContent-Type: image/png\r\n\r\n".to_vec();
    body.extend_from_slice(png);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post("/api/v1/files")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body));
    let response = who.send(request.expect("a request")).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    let answer: Value = serde_json::from_slice(&bytes).expect("JSON");
    answer["files"][0].as_str().expect("a file").to_owned()
}

async fn staff_id(app: &TestApp, name: &str) -> String {
    let mut admin = app.staff("admin").await;
    let (_, found) = admin.api(Method::GET, "/api/v1/org/staff?limit=200", None).await;
    let rows = found["rows"].as_array().cloned().unwrap_or_default();
    let one = rows.iter().find(|s| s["name"] == name).unwrap_or_else(|| panic!("no {name} among {}", rows.len()));
    one["id"].as_str().expect("an id").to_owned()
}

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
