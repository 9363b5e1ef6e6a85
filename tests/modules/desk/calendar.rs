//! 日历订阅: one's appointments under a secret address, which can be taken back.

use axum::http::{Method, StatusCode, header};
use kernel::Span;
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{does, register, shown, staff_id};

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
    let night = json!({ "org_id": here, "staff_id": staff_id(&app, "赵师傅").await, "from_at": at, "to_at": at + Span::hours(12) });
    let (status, duty) = admin.api(Method::POST, "/api/v1/org/duties", Some(night)).await;
    assert_eq!(status, StatusCode::OK, "{duty}");
    let (status, made) = technician.api(Method::POST, "/api/v1/desk/calendar", Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let path =
        made["url"].as_str().and_then(|url| url.find("/desk/").map(|start| url[start..].to_owned())).expect("a path");

    let request = axum::http::Request::get(&path).body(axum::body::Body::empty()).expect("a request");
    let response = program.send(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    let text = String::from_utf8_lossy(&bytes).replace("\r\n ", "");
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
