//! 代班: what would be given and told to somebody who is away goes to whoever stands in, and says for whom.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::json;
use testkit::{TestApp, Visitor};

use crate::stories::steps::{act, asked, closed, does, register, shown, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputy_gets_the_work_of_the_absent_and_says_for_whom() {
    let app = TestApp::start().await;
    let (mut agent, mut zhao, mut deng) = (app.agent().await, app.technician().await, app.staff("dengtao").await);
    let (zhao_id, deng_id) = (staff_id(&app, "赵师傅").await, staff_id(&app, "邓涛").await);
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let before = register(&mut agent, tap.clone()).await;
    does(&mut agent, &before, "assign", json!({ "assignee": zhao_id })).await;
    let now = app.clock.now();
    let away = json!({ "deputy_id": deng_id, "from_at": now, "to_at": now + Span::hours(8), "reason": "请假" });
    let (status, refused) = deng
        .api(
            Method::POST,
            "/api/v1/org/deputies",
            Some(json!({ "staff_id": zhao_id, "deputy_id": deng_id, "from_at": now, "to_at": now + Span::hours(8) })),
        )
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "nobody but he or a superior says that he is away: {refused}");
    let (status, named) = zhao.api(Method::POST, "/api/v1/org/deputies", Some(away.clone())).await;
    assert_eq!(status, StatusCode::OK, "{named}");
    let (status, twice) = zhao.api(Method::POST, "/api/v1/org/deputies", Some(away)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "one deputy at a time: {twice}");

    let given = register(&mut agent, tap).await;
    does(&mut agent, &given, "assign", json!({ "assignee": zhao_id })).await;
    assert_eq!(shown(&mut agent, &given).await["assignee"], "邓涛（代赵师傅）");
    app.settle().await;
    let told = asked(&mut deng, "/desk/notifications").await;
    assert!(told["rows"][0]["text"].as_str().is_some_and(|t| t.starts_with("代赵师傅：")), "{told}");

    let mine = asked(&mut deng, "/desk/matters").await;
    assert_eq!(mine["rows"].as_array().map(Vec::len), Some(2), "what he had before waits for the deputy too");
    let offers = shown(&mut deng, &before).await["offers"].to_string();
    assert!(offers.contains("接单（代赵师傅）"), "{offers}");
    does(&mut deng, &before, "accept", json!({})).await;
    let step = shown(&mut agent, &before).await["timeline"][0].to_string();
    assert!(step.contains("邓涛") && step.contains("代赵师傅"), "{step}");

    app.clock.set(now + Span::hours(9));
    let (status, late) = act(&mut deng, &before, "arrive", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "once he is back it is his own again: {late}");
    does(&mut zhao, &before, "arrive", json!({})).await;
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_of_the_post_of_the_absent_is_asked_of_the_deputy() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let (mut supervisor, mut tang) = (app.supervisor().await, app.staff("tangying").await);
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    closed(&app, &mut agent, &mut technician, tap).await;
    app.clock.set(app.clock.now() + Span::hours(24));
    app.settle().await;
    let (status, _) = tang.api(Method::GET, "/api/v1/desk/samples", None).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "the second look is the supervisor's");
    let now = app.clock.now();
    let (away, stands_in) = (staff_id(&app, "徐婷").await, staff_id(&app, "唐颖").await);
    let absence = json!({ "staff_id": away, "deputy_id": stands_in, "from_at": now, "to_at": now + Span::hours(8) });
    let (status, named) = supervisor.api(Method::POST, "/api/v1/org/deputies", Some(absence)).await;
    assert_eq!(status, StatusCode::OK, "{named}");

    let drawn = asked(&mut tang, "/desk/samples").await;
    assert_eq!(drawn["rows"][0]["mine"], true, "{drawn}");
    tang.open("/desk/stock_take").await.must_say("盘点");
    let id = drawn["rows"][0]["id"].as_str().expect("a drawn case").to_owned();
    let path = format!("/api/v1/desk/samples/{id}/check");
    let (status, done) = tang.api(Method::POST, &path, Some(json!({ "passed": true }))).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let checked = asked(&mut supervisor, "/desk/samples?checked=true").await;
    assert_eq!(checked["rows"][0]["checker"], "唐颖（代徐婷）", "{checked}");
    let (status, _) = tang.api(Method::GET, "/api/v1/org/staff?limit=1", None).await;
    assert_eq!(status, asked_status(&mut agent, "/api/v1/org/staff?limit=1").await, "nothing else passes on");

    app.clock.set(now + Span::hours(9));
    let (status, _) = tang.api(Method::GET, "/api/v1/desk/samples", None).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "once she is back it is her own again");
    app.check().await;
}

async fn asked_status(who: &mut Visitor, path: &str) -> StatusCode {
    who.api(Method::GET, path, None).await.0
}
