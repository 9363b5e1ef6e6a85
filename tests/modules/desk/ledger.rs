//! 超时台账 and 投诉盘点: every missed limit has its cause, every morning its complaints.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::stories::steps::{asked, does, register, room, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_missed_a_limit_says_why() {
    let app = TestApp::start().await;
    let (mut agent, mut zhao, mut supervisor) = (app.agent().await, app.technician().await, app.supervisor().await);
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "urgent", "facility_class": "home" });
    let case = register(&mut agent, tap).await;
    let id = staff_id(&app, "赵师傅").await;
    does(&mut agent, &case, "assign", json!({ "assignee": id })).await;
    app.pass(Span::hours(2)).await;
    let mine = asked(&mut zhao, "/desk/limits/mine").await;
    let line = mine["rows"].as_array().and_then(|rows| rows.first()).cloned().unwrap_or_default();
    assert_eq!((&line["outcome"], &line["explanation"]), (&json!("missed"), &json!("awaited")), "{mine}");
    zhao.open("/desk/limits/mine").await.must_say("待说明").must_say("龙头滴水");
    app.clock.set(app.clock.now() + Span::hours(30));
    app.settle().await;
    let reminded = asked(&mut zhao, "/desk/notifications?kind=cause&unread=true").await;
    assert_eq!((&reminded["count"], &reminded["rows"][0]["text"]), (&json!(1), &json!("请说明超时原因：三天内填写")));
    zhao.open("/desk/matters").await.must_say("个超时还没说明原因");
    supervisor.open("/desk/limits").await.must_say("待说明的");
    let said = |cause: &str, words: Value| Some(json!({ "id": line["id"], "cause": cause, "words": words }));
    let path = "/api/v1/desk/limits/explain";
    let (status, _) = app.staff("chenshifu").await.api(Method::POST, path, said("parts", Value::Null)).await;
    assert_eq!(status, StatusCode::CONFLICT, "a colleague does not answer for it");
    let (status, bare) = zhao.api(Method::POST, path, said("other", Value::Null)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "another cause is said in words: {bare}");
    let (status, done) = zhao.api(Method::POST, path, said("parts", json!("阀芯缺货"))).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(asked(&mut zhao, "/desk/notifications?kind=cause&unread=true").await["count"], 0, "it is settled");
    let ledger = asked(&mut supervisor, "/desk/limits?outcome=missed&cause=parts&role=technician").await;
    let row = &ledger["rows"][0];
    assert_eq!((&row["words"], &row["explanation"]), (&json!("阀芯缺货"), &json!("given")), "{ledger}");
    assert_eq!(asked(&mut supervisor, "/desk/limits?cause=vendor").await["count"], 0);
    supervisor.open("/desk/limits?outcome=missed").await.must_say("缺配件材料").must_say("已说明");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_complaints_are_taken_stock_of_every_morning() {
    let app = TestApp::start().await;
    let (mut agent, mut supervisor) = (app.agent().await, app.supervisor().await);
    let place = room(&mut agent).await;
    for summary in ["夜间施工扰民", "又在夜里施工"] {
        let input = json!({ "summary": summary, "topic": "noise", "severity": "normal" });
        let body = json!({ "place_id": place, "channel": "phone", "contact_name": "王先生", "contact_phone": "13800137777", "input": input });
        let (status, opened) = agent.api(Method::POST, "/api/v1/desk/processes/complaint/cases", Some(body)).await;
        assert_eq!(status, StatusCode::OK, "{opened}");
    }
    app.clock.set(app.clock.now() + Span::hours(24));
    app.settle().await;
    let stock = asked(&mut supervisor, "/desk/stock_take").await;
    assert_eq!(stock["came"].as_array().map(Vec::len), Some(2), "{stock}");
    assert_eq!((&stock["repeated"][0]["count"], &stock["ages"][1]["count"]), (&json!(2), &json!(2)));
    assert_eq!((&stock["causes"][0]["cause"], &stock["unassigned"]), (&Value::Null, &json!(2)), "nobody knows why yet");
    assert_eq!(stock["months"].as_array().map(Vec::len), Some(3), "{stock}");
    assert_eq!((&stock["months"][2]["came"], &stock["topics"][0]["counts"]), (&json!(2), &json!([0, 0, 2])), "{stock}");
    assert_eq!(stock["joint"], json!([]), "one home alone is no group");
    supervisor
        .open("/desk/stock_take")
        .await
        .must_say("每月汇总")
        .must_say("夜间施工扰民")
        .must_say("重复投诉")
        .must_say("尚未分析");
    let (status, _) = agent.api(Method::GET, "/api/v1/desk/stock_take", None).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "it is the superiors' morning page");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_three_homes_of_a_building_complain_of_is_offered_as_a_group_complaint() {
    let app = TestApp::start().await;
    let (mut agent, mut supervisor) = (app.agent().await, app.supervisor().await);
    let first = room(&mut agent).await;
    let building = asked(&mut agent, &format!("/property/places/{first}")).await["building_id"].clone();
    let rooms =
        asked(&mut agent, &format!("/property/places?kind=room&within={}&limit=3", building.as_str().unwrap())).await;
    let rooms = rooms["rows"].as_array().expect("rooms").clone();
    for (nth, room) in rooms.iter().enumerate() {
        let stock = asked(&mut supervisor, "/desk/stock_take").await;
        assert_eq!(stock["joint"], json!([]), "{nth} homes are no group");
        let input = json!({ "summary": "水泵夜里响", "topic": "noise", "severity": "normal" });
        let body = json!({ "place_id": room["id"], "channel": "phone", "contact_name": "王先生", "contact_phone": "13800137777", "input": input });
        let (status, opened) = agent.api(Method::POST, "/api/v1/desk/processes/complaint/cases", Some(body)).await;
        assert_eq!(status, StatusCode::OK, "{opened}");
    }
    let stock = asked(&mut supervisor, "/desk/stock_take").await;
    let joint = &stock["joint"][0];
    assert_eq!(
        (&joint["count"], &joint["topic"], &joint["area_id"]),
        (&json!(3), &json!("noise"), &building),
        "{stock}"
    );
    let page = supervisor.open("/desk/stock_take").await;
    let start =
        format!("/do/desk.case.open?process=group_complaint&amp;caused_by={}", joint["case_id"].as_str().unwrap());
    assert!(page.html.contains(&start), "{}", page.html);
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_leads_hears_of_causes_that_nobody_gave() {
    let app = TestApp::start().await;
    let (mut agent, mut supervisor) = (app.agent().await, app.supervisor().await);
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "urgent", "facility_class": "home" });
    let case = register(&mut agent, tap).await;
    let id = staff_id(&app, "赵师傅").await;
    does(&mut agent, &case, "assign", json!({ "assignee": id })).await;
    app.pass(Span::hours(2)).await;
    let overdue = "/desk/notifications?kind=cause";
    app.clock.set(app.clock.now() + Span::hours(30));
    app.settle().await;
    assert_eq!(asked(&mut supervisor, overdue).await["count"], 0, "it is his to say first");
    app.clock.set(app.clock.now() + Span::hours(48));
    app.settle().await;
    let told = asked(&mut supervisor, overdue).await;
    assert_eq!(told["rows"][0]["text"], "超时原因逾期未说明，请督促", "{told}");
    let before = told["count"].clone();
    app.clock.set(app.clock.now() + Span::hours(2));
    app.settle().await;
    assert_eq!(asked(&mut supervisor, overdue).await["count"], before, "each is said once");
    app.check().await;
}
