//! 撤销: what somebody did by mistake he takes back while nobody was told of it.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, register, shown, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_step_is_taken_back_by_whoever_did_it_before_anybody_is_told() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let tap = json!({ "summary": "水龙头漏水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let case = register(&mut agent, tap).await;
    let zhao = staff_id(&app, "赵师傅").await;
    does(&mut agent, &case, "assign", json!({ "assignee": zhao })).await;
    app.settle().await;
    let path = format!("/desk/cases/{case}");
    let before = shown(&mut agent, &case).await;
    assert!(before["undoable"].is_null(), "{before}");

    assert_eq!(does(&mut agent, &case, "withdraw", json!({ "reason": "mistake" })).await, "withdrawn");
    app.settle().await;
    technician.open(&path).await.must_say("林晓刚才做了「撤单」");
    let (status, refused) = technician.api(Method::POST, &format!("/api/v1{path}/undo"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::CONFLICT, "{refused}");
    assert!(refused.to_string().contains("林晓"), "it says who can: {refused}");
    app.clock.set(app.clock.now() + Span::minutes(3));
    agent.open(&path).await.must_say("刚才的「撤单」");
    agent.press("撤销此步", &[]).await;
    let after = shown(&mut agent, &case).await;
    for same in ["stage", "assignee", "offers", "fields"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    agent.open(&path).await.must_say("撤销「撤单」");

    // Somebody who goes on from it lets it stand, and so does time.
    does(&mut agent, &case, "withdraw", json!({ "reason": "mistake" })).await;
    app.pass(Span::minutes(5)).await;
    let (status, refused) = agent.api(Method::POST, &format!("/api/v1{path}/undo"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::CONFLICT, "{refused}");
    assert_eq!(shown(&mut agent, &case).await["stage"], "withdrawn");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_past_their_term_are_found_and_not_a_day_before() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let lamp =
        json!({ "summary": "楼道灯不亮", "trade": "lighting", "urgency": "normal", "facility_class": "lighting" });
    let (case, _open) = (register(&mut agent, lamp.clone()).await, register(&mut agent, lamp).await);
    does(&mut agent, &case, "withdraw", json!({ "reason": "solved" })).await;
    app.pass(Span::minutes(5)).await;
    let record = shown(&mut agent, &case).await;
    let until: kernel::Date = record["kept_until"].as_str().expect("a day").parse().expect("a day");
    let ended = app.clock.now().date(module::HOME_ZONE);
    assert_eq!(until, ended.plus_years(5), "the term of repairs");
    agent.open(&format!("/desk/cases/{case}")).await.must_say("记录保存至").must_say(&until.to_string());
    for (days, outlived) in [(0, 0), (1, 1)] {
        app.clock.set(until.plus_days(days).start(module::HOME_ZONE) + Span::hours(9));
        let mut agent = app.agent().await;
        let found = asked(&mut agent, "/desk/cases?outlived=true").await;
        assert_eq!(found["count"], outlived, "{days} days after: {found}");
    }
}
