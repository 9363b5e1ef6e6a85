//! The steps of a case as tests take them, over the API: registered, acted on, with a picture.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

/// The first room of the agent's community.
pub async fn room(agent: &mut Visitor) -> String {
    let (status, rooms) = agent.api(Method::GET, "/api/v1/property/places?kind=room&limit=1", None).await;
    assert_eq!(status, StatusCode::OK, "{rooms}");
    rooms["rows"][0]["id"].as_str().expect("a room").to_owned()
}

/// Registers a repair in the first room, called in by 张女士.
pub async fn register(agent: &mut Visitor, input: Value) -> String {
    let place = room(agent).await;
    let body = json!({ "place_id": place, "channel": "phone", "contact_name": "张女士", "contact_phone": "13800139999", "input": input });
    let (status, opened) = agent.api(Method::POST, "/api/v1/desk/processes/repair/cases", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{opened}");
    opened["id"].as_str().expect("an id").to_owned()
}

/// Tries an action; its status and answer.
pub async fn act(who: &mut Visitor, case: &str, action: &str, input: Value) -> (StatusCode, Value) {
    who.api(Method::POST, &format!("/api/v1/desk/cases/{case}/act/{action}"), Some(json!({ "input": input }))).await
}

/// Does an action that must be possible; answers the stage it led to.
pub async fn does(who: &mut Visitor, case: &str, action: &str, input: Value) -> String {
    let (status, done) = act(who, case, action, input).await;
    assert_eq!(status, StatusCode::OK, "{action}: {done}");
    done["stage"].as_str().unwrap_or_default().to_owned()
}

/// Stores a small picture and answers its id.
pub async fn photo(who: &mut Visitor) -> String {
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

/// The id of a member of staff by his name.
pub async fn staff_id(app: &TestApp, name: &str) -> String {
    let mut admin = app.staff("admin").await;
    let (_, found) = admin.api(Method::GET, "/api/v1/org/staff?limit=200", None).await;
    let rows = found["rows"].as_array().cloned().unwrap_or_default();
    let one = rows.iter().find(|s| s["name"] == name).unwrap_or_else(|| panic!("no {name} among {}", rows.len()));
    one["id"].as_str().expect("an id").to_owned()
}

/// What a query answers somebody who may ask it.
pub async fn asked(who: &mut Visitor, path: &str) -> Value {
    let (status, answer) = who.api(Method::GET, &format!("/api/v1{path}"), None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

/// A case as its reader sees it.
pub async fn shown(who: &mut Visitor, case: &str) -> Value {
    asked(who, &format!("/desk/cases/{case}")).await
}

/// Takes a repair from its registration to the technician's result.
pub async fn mended(app: &TestApp, agent: &mut Visitor, technician: &mut Visitor, input: Value) -> String {
    let case = register(agent, input).await;
    let zhao = staff_id(app, "赵师傅").await;
    does(agent, &case, "assign", json!({ "assignee": zhao })).await;
    for step in ["accept", "arrive", "start"] {
        does(technician, &case, step, json!({})).await;
    }
    let after = photo(technician).await;
    does(technician, &case, "complete", json!({ "result": "已修好", "photos_after": [after] })).await;
    case
}

/// The same to the end, the customer content.
pub async fn closed(app: &TestApp, agent: &mut Visitor, technician: &mut Visitor, input: Value) -> String {
    let case = mended(app, agent, technician, input).await;
    if does(agent, &case, "confirm", json!({})).await == "call_back" {
        does(agent, &case, "call", json!({ "outcome": "satisfied" })).await;
    }
    case
}
