//! 主管抽查: drawn overnight, looked at by the supervisor, and sent back when it does not pass.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, closed, shown};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_case_is_drawn_checked_and_sent_back() {
    let app = TestApp::start().await;
    let (mut agent, mut technician, mut supervisor) =
        (app.agent().await, app.technician().await, app.supervisor().await);
    let lamp = json!({ "summary": "走廊灯不亮", "trade": "lighting", "urgency": "normal", "facility_class": "home" });
    let case = closed(&app, &mut agent, &mut technician, lamp).await;
    assert_eq!(shown(&mut agent, &case).await["stage"], "closed");
    app.settle().await;
    assert_eq!(asked(&mut supervisor, "/desk/samples").await["rows"], json!([]), "today's cases are drawn tomorrow");
    app.clock.set(app.clock.now() + Span::hours(24));
    app.settle().await;
    let drawn = asked(&mut supervisor, "/desk/samples").await;
    assert_eq!((&drawn["rows"][0]["case"]["id"], &drawn["rows"][0]["mine"]), (&json!(case), &json!(true)));
    app.settle().await;
    assert_eq!(asked(&mut supervisor, "/desk/samples").await["figures"]["drawn"], 1, "once a day");
    let id = drawn["rows"][0]["id"].as_str().expect("an id").to_owned();
    let check = format!("/api/v1/desk/samples/{id}/check");
    let (status, _) = agent.api(Method::POST, &check, Some(json!({ "passed": true }))).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "only superiors look a second time");
    let (status, why) = supervisor.api(Method::POST, &check, Some(json!({ "passed": false }))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "what does not pass has a reason: {why}");
    supervisor.open("/desk/samples").await.must_say("走廊灯不亮").must_say("抽查");
    supervisor.open(&format!("/do/desk.sample.check?id={id}&next=/desk/samples")).await;
    supervisor.press("提交抽查结果", &[("passed", "false"), ("reason", "灯罩未装回")]).await;
    let record = shown(&mut agent, &case).await;
    assert_eq!((&record["stage"], &record["reworks"]), (&json!("dispatching"), &json!(1)));
    let told = record["timeline"][0].to_string();
    assert!(told.contains("主管抽查不合格") && told.contains("灯罩未装回"), "{told}");
    let (status, _) = supervisor.api(Method::POST, &check, Some(json!({ "passed": true }))).await;
    assert_eq!(status, StatusCode::CONFLICT, "a check is made once");
    let board = asked(&mut supervisor, "/desk/board").await;
    assert_eq!(board["samples"], json!({ "drawn": 1, "checked": 1, "passed": 0 }));
    supervisor.open("/desk/board").await.must_say("抽查合格");
    app.check().await;
}
