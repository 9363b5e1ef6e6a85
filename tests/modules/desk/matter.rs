//! What somebody can start, and what waits for him.

use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, register, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_finds_what_he_can_start_and_what_waits_for_him() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    agent.open("/desk/start").await.must_say("客户服务").must_say("报修").must_say("投诉");
    agent.follow("投诉").await;
    assert!(agent.page.html.contains("name=\"input.summary\""), "it leads to the form: {}", agent.page.words());
    agent.open("/desk/start?q=没有这种流程").await.must_say("没有可以发起的流程");
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let case = register(&mut agent, tap).await;
    agent.open("/desk/matters?side=team").await.must_say("龙头滴水");
    agent.open("/desk/matters?side=others").await.must_say("龙头滴水");
    assert_eq!(asked(&mut technician, "/desk/matters").await["rows"], json!([]));
    let zhao = staff_id(&app, "赵师傅").await;
    does(&mut agent, &case, "assign", json!({ "assignee": zhao })).await;
    assert_eq!(asked(&mut technician, "/desk/matters").await["rows"][0]["id"], json!(case));
    assert_eq!(asked(&mut agent, "/desk/matters?side=team").await["rows"], json!([]), "it is the technician's now");
    let mut supervisor = app.supervisor().await;
    let watch = |on: bool| Some(json!({ "on": on }));
    let path = format!("/api/v1/desk/cases/{case}/watch");
    supervisor.api(axum::http::Method::POST, &path, watch(true)).await;
    assert_eq!(asked(&mut supervisor, "/desk/matters?side=followed").await["rows"][0]["id"], json!(case));
    supervisor.api(axum::http::Method::POST, &path, watch(false)).await;
    assert_eq!(asked(&mut supervisor, "/desk/matters?side=followed").await["rows"], json!([]));
    app.check().await;
}
