//! 日历订阅: one's appointments under a secret address, which can be taken back.

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
    response::Response,
};
use kernel::Span;
use serde_json::json;
use testkit::{TestApp, Visitor};

use crate::stories::steps::{closed, does, mended, register, shown, staff_id};

/// The address somebody's calendar program reads.
async fn address(who: &mut Visitor) -> String {
    let (status, made) = who.api(Method::POST, "/api/v1/desk/calendar", Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    made["url"].as_str().and_then(|url| url.find("/desk/").map(|start| url[start..].to_owned())).expect("a path")
}

async fn words(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    String::from_utf8_lossy(&bytes).replace("\r\n ", "")
}

async fn read(program: &mut Visitor, path: &str) -> String {
    words(program.send(Request::get(path).body(Body::empty()).expect("a request")).await).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_program_reads_the_appointments_of_whoever_gave_it_the_address() {
    let app = TestApp::start().await;
    let (mut agent, mut technician, mut program) = (app.agent().await, app.technician().await, app.visitor());
    let at = app.clock.now() + Span::hours(26);
    let tap = json!({ "summary": "龙头滴水; 请先敲门", "trade": "water", "urgency": "normal", "facility_class": "home", "appointment": at });
    let case = register(&mut agent, tap).await;
    does(&mut agent, &case, "assign", json!({ "assignee": staff_id(&app, "赵师傅").await })).await;
    let mut admin = app.staff("admin").await;
    let here = shown(&mut agent, &case).await["org_id"].clone();
    let night = json!({ "org_id": here, "staff_id": staff_id(&app, "赵师傅").await, "trade": "water", "from_at": at, "to_at": at + Span::hours(12) });
    let (status, duty) = admin.api(Method::POST, "/api/v1/org/duties", Some(night)).await;
    assert_eq!(status, StatusCode::OK, "{duty}");
    let path = address(&mut technician).await;

    let request = Request::get(&path).body(Body::empty()).expect("a request");
    let response = program.send(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    let text = words(response).await;
    assert!(text.contains(r"龙头滴水\; 请先敲门") && text.contains("LOCATION:1-1-101"), "{text}");
    assert!(text.contains("BEGIN:VEVENT") && text.contains("DTSTART:2026"), "{text}");

    assert!(text.contains("SUMMARY:值班"), "when he is on call stands there too: {text}");

    program.open("/desk/calendar/0000.ics").await;
    assert_eq!(program.page.status, StatusCode::NOT_FOUND, "a guessed address leads nowhere");
    let (status, _) = technician.api(Method::POST, "/api/v1/desk/calendar/remove", Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK);
    program.open(&path).await;
    assert_eq!(program.page.status, StatusCode::NOT_FOUND, "what was taken back is worth nothing");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn second_looks_and_calls_put_off_stand_in_the_calendar_until_they_are_done() {
    let app = TestApp::start().await;
    let (mut agent, mut technician, mut supervisor) =
        (app.agent().await, app.technician().await, app.supervisor().await);
    let mut program = app.visitor();
    let (of_agent, of_supervisor) = (address(&mut agent).await, address(&mut supervisor).await);
    let tap =
        |summary: &str| json!({ "summary": summary, "trade": "water", "urgency": "normal", "facility_class": "home" });
    let ended = closed(&app, &mut agent, &mut technician, tap("龙头滴水")).await;
    let waits = mended(&app, &mut agent, &mut technician, tap("角阀渗水")).await;
    assert_eq!(does(&mut agent, &waits, "confirm", json!({})).await, "call_back");
    app.clock.set(app.clock.now() + Span::hours(24));
    app.settle().await;

    let looks = read(&mut program, &of_supervisor).await;
    assert!(looks.contains("SUMMARY:主管抽查 1 件待查"), "yesterday's cases were drawn: {looks}");
    assert!(!read(&mut program, &of_agent).await.contains("主管抽查"), "the second look is asked of her post");
    let (_, drawn) = supervisor.api(Method::GET, "/api/v1/desk/samples", None).await;
    assert_eq!(drawn["rows"][0]["case"]["id"], json!(ended), "{drawn}");
    let check = format!("/api/v1/desk/samples/{}/check", drawn["rows"][0]["id"].as_str().expect("a drawn case"));
    let (status, done) = supervisor.api(Method::POST, &check, Some(json!({ "passed": true }))).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert!(!read(&mut program, &of_supervisor).await.contains("主管抽查"), "it was looked at");

    assert!(!read(&mut program, &of_agent).await.contains("角阀渗水"), "the queue is hers and everybody's");
    let at = app.clock.now() + Span::hours(3);
    let off = json!({ "excuse": "another_time", "later_at": at });
    let (status, put_off) =
        agent.api(Method::POST, &format!("/api/v1/desk/follow_ups/{waits}/put_off"), Some(off)).await;
    assert_eq!(status, StatusCode::OK, "{put_off}");
    let promised = read(&mut program, &of_agent).await;
    assert!(promised.contains("SUMMARY:回访：角阀渗水"), "she promised to ring up then: {promised}");
    app.clock.set(at);
    app.settle().await;
    does(&mut agent, &waits, "call", json!({ "outcome": "satisfied" })).await;
    assert!(!read(&mut program, &of_agent).await.contains("角阀渗水"), "she has");
    app.check().await;
}
