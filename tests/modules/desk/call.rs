//! Another module's action as the effect of a process: a repair notes the fault of the equipment it is about, and its end.

use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, register, shown};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn equipment_is_faulty_while_its_repair_lasts() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let mut engineer = app.staff("admin").await;
    let found = asked(&mut agent, "/asset/assets?limit=1").await;
    let asset = found["rows"][0]["id"].as_str().expect("equipment").to_owned();
    let path = format!("/asset/assets/{asset}");
    let pump = json!({ "summary": "水泵异响", "asset": asset, "trade": "water", "urgency": "urgent", "facility_class": "other" });
    let case = register(&mut agent, pump).await;
    app.settle().await;
    let faulty = asked(&mut engineer, &path).await;
    assert_eq!((&faulty["state"], &faulty["faults"][0]["source"]), (&json!("faulty"), &json!(case)));
    assert!(faulty["faults"][0]["until_at"].is_null(), "{faulty}");
    let told = shown(&mut agent, &case).await["timeline"][0]["text"].to_string();
    assert!(told.contains("登记故障"), "{told}");
    engineer.open(&path).await.must_say("未恢复");
    does(&mut agent, &case, "withdraw", json!({ "reason": "solved" })).await;
    // It can be taken back for so long, and nothing follows before.
    app.pass(kernel::Span::minutes(5)).await;
    let mended = asked(&mut engineer, &path).await;
    assert_eq!(mended["state"], "in_use");
    assert_eq!(mended["faults"].as_array().map(Vec::len), Some(1), "one fault, heard of once");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_other_module_refuses_stands_on_the_case_and_is_tried_again() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let mut admin = app.staff("admin").await;
    let found = asked(&mut agent, "/asset/assets?limit=1").await;
    let asset = found["rows"][0]["id"].as_str().expect("equipment").to_owned();
    let (status, _) = admin.api(Method::POST, &format!("/api/v1/asset/assets/{asset}/retire"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK);
    let pump = json!({ "summary": "旧水泵异响", "asset": asset, "trade": "water", "urgency": "normal", "facility_class": "other" });
    let case = register(&mut agent, pump).await;
    app.settle().await;
    let calls = |record: &serde_json::Value| {
        let steps = record["timeline"].as_array().cloned().unwrap_or_default();
        steps.into_iter().filter(|s| s["text"].to_string().contains("登记故障")).collect::<Vec<_>>()
    };
    let once = calls(&shown(&mut agent, &case).await);
    assert!(once.len() == 1 && once[0]["detail"].to_string().contains("已经报废"), "{once:?}");
    app.pass(kernel::Span::minutes(10)).await;
    assert!(calls(&shown(&mut agent, &case).await).len() > 1, "it is tried again");
    app.check().await;
}
