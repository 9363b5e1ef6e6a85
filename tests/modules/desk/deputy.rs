//! 代班: what would be given and told to somebody who is away goes to whoever stands in, and says for whom.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{act, asked, does, register, shown, staff_id};

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
