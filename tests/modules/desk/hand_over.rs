//! 工作交接: nobody leaves with open work unnoticed, and all of it goes over at once with a result for each case.

use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, register, shown, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_open_work_of_a_leaver_goes_to_his_colleagues() {
    let app = TestApp::start().await;
    let (mut agent, mut supervisor, mut hr) = (app.agent().await, app.supervisor().await, app.staff("hemei").await);
    let zhao = staff_id(&app, "赵师傅").await;
    let (chen, deng) = (staff_id(&app, "陈师傅").await, staff_id(&app, "邓涛").await);
    let mut held = Vec::new();
    for summary in ["龙头滴水", "水槽堵塞", "地漏返味"] {
        let input = json!({ "summary": summary, "trade": "water", "urgency": "normal", "facility_class": "home" });
        let case = register(&mut agent, input).await;
        does(&mut agent, &case, "assign", json!({ "assignee": zhao })).await;
        held.push(case);
    }
    let leave = format!("/api/v1/org/staff/{zhao}/end");
    let (status, why) = hr.api(Method::POST, &leave, Some(json!({}))).await;
    assert_eq!(status, StatusCode::CONFLICT, "{why}");
    assert!(why.to_string().contains("3 件在办事项"), "{why}");
    hr.open(&format!("/org/staff/{zhao}")).await.must_say("手上还有 3 件在办事项").must_say("去交接");

    supervisor
        .open(&format!("/do/desk.hand_over.create?staff_id={zhao}"))
        .await
        .must_say("交接赵师傅的在办事项（3 件）");
    let (status, _) =
        agent.api(Method::POST, "/api/v1/desk/hand_overs", Some(json!({ "staff_id": zhao, "takers": [chen] }))).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "an agent does not hand the work of others over");
    let body = json!({ "staff_id": zhao, "takers": [chen, deng], "reason": "赵师傅离职" });
    let (status, done) = supervisor.api(Method::POST, "/api/v1/desk/hand_overs", Some(body)).await;
    assert_eq!((status, &done["went"], &done["stayed"]), (StatusCode::OK, &json!(3), &json!(0)), "{done}");
    let id = done["id"].as_str().expect("an id");
    let record = asked(&mut supervisor, &format!("/desk/hand_overs/{id}")).await;
    let to: Vec<&str> = record["cases"].as_array().expect("cases").iter().filter_map(|c| c["to"].as_str()).collect();
    assert!(to.contains(&"陈师傅") && to.contains(&"邓涛"), "shared among both: {to:?}");
    supervisor.open(&format!("/desk/hand_overs/{id}")).await.must_say("赵师傅的工作交接").must_say("已交接");
    for case in &held {
        assert_ne!(shown(&mut agent, case).await["assignee"], "赵师傅");
    }
    let step = shown(&mut agent, &held[0]).await["timeline"][0].to_string();
    assert!(step.contains("工作交接") && step.contains("赵师傅离职"), "{step}");
    let (status, left) = hr.api(Method::POST, &leave, Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "with nothing in hand he may go: {left}");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ticked_cases_go_over_and_what_has_ended_says_so() {
    let app = TestApp::start().await;
    let (mut agent, mut supervisor) = (app.agent().await, app.supervisor().await);
    let chen = staff_id(&app, "陈师傅").await;
    let input = json!({ "summary": "灯不亮", "trade": "lighting", "urgency": "normal", "facility_class": "home" });
    let case = register(&mut agent, input).await;
    let path = format!("/api/v1/desk/cases/{case}/hand_over");
    let (status, done) = supervisor.api(Method::POST, &path, Some(json!({ "takers": [chen] }))).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(shown(&mut agent, &case).await["assignee"], "陈师傅");
    does(&mut agent, &case, "withdraw", json!({ "reason": "solved" })).await;
    let (status, refused) = supervisor.api(Method::POST, &path, Some(json!({ "takers": [chen] }))).await;
    assert_eq!(status, StatusCode::CONFLICT, "{refused}");
    app.check().await;
}
