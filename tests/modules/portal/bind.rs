//! From a code on paper to a resident's account, and what such an account may not.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

/// An owner with a telephone number, and the code written for him.
async fn invited(app: &TestApp, phone: &str) -> String {
    let mut manager = app.staff("songlan").await;
    let (_, rooms) = manager.api(Method::GET, "/api/v1/property/places?kind=room&limit=1", None).await;
    let room = rooms["rows"][0]["id"].clone();
    let owner = json!({"name": "顾小满", "phone": phone, "place_id": room, "role": "family", "from_on": "2025-03-01"});
    let (status, owner) = manager.api(Method::POST, "/api/v1/party/persons", Some(owner)).await;
    assert_eq!(status, StatusCode::OK, "{owner}");
    let wanted = json!({"person_id": owner["id"]});
    let (status, invited) = manager.api(Method::POST, "/api/v1/party/invitations", Some(wanted)).await;
    assert_eq!(status, StatusCode::OK, "{invited}");
    invited["code"].as_str().expect("a code").to_owned()
}

async fn bind(who: &mut Visitor, code: &str, tail: &str) -> (StatusCode, Value) {
    let input =
        json!({"invitation_code": code, "phone_tail": tail, "login": "guxiaoman", "new_password": "cuihu-3-1-201"});
    who.api(Method::POST, "/api/v1/bind", Some(input)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_finds_a_code_does_not_guess_the_digits_that_go_with_it() {
    let app = TestApp::start().await;
    let code = invited(&app, "13700132046").await;
    let mut finder = app.visitor();
    for tail in ["0000", "1111", "2222", "3333", "4444"] {
        let (status, _) = bind(&mut finder, &code, tail).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let (status, told) = bind(&mut finder, &code.to_lowercase(), "2046").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "five wrong ones lock the code, from wherever: {told}");
    app.clock.set(app.clock.now() + Span::minutes(16));
    let (status, told) = bind(&mut finder, &code, "2046").await;
    assert_eq!(status, StatusCode::OK, "its owner comes in a quarter of an hour later: {told}");
    assert_eq!(told, json!({}), "the session is in the cookie, not in the answer");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resident_opens_cases_for_his_own_home_and_nobody_elses() {
    let app = TestApp::start().await;
    let code = invited(&app, "13700132046").await;
    let mut resident = app.visitor();
    let (status, _) = bind(&mut resident, &code, "2046").await;
    assert_eq!(status, StatusCode::OK);
    let mut manager = app.staff("songlan").await;
    let (_, rooms) = manager.api(Method::GET, "/api/v1/property/places?kind=room&limit=2", None).await;
    let (own, other) = (rooms["rows"][0]["id"].clone(), rooms["rows"][1]["id"].clone());
    for place in [&own, &other] {
        let open = json!({"place_id": place, "input": {"summary": "灯不亮", "trade": "lighting", "urgency": "normal", "facility_class": "home"}});
        let (status, _) = resident.api(Method::POST, "/api/v1/desk/processes/repair/cases", Some(open)).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "the desk's own way in is not a resident's");
    }
    let report = |place: &Value| json!({"matter": "repair", "place_id": place, "summary": "灯不亮"});
    let (status, refused) = resident.api(Method::POST, "/api/v1/home/report", Some(report(&other))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    let (status, opened) = resident.api(Method::POST, "/api/v1/home/report", Some(report(&own))).await;
    assert_eq!(status, StatusCode::OK, "{opened}");
    app.check().await;
}
