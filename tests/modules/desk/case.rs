//! Lists and records of cases, and what is refused.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::stories::steps::{act, asked, does, mended, register, shown};

fn leak() -> Value {
    json!({ "summary": "厨房水槽漏水", "trade": "water", "urgency": "normal", "facility_class": "home" })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_said_at_its_field() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let case = register(&mut agent, leak()).await;
    let (status, missing) = act(&mut agent, &case, "respond", json!({})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.to_string().contains("input.plan"), "{missing}");
    let (status, nobody) = act(&mut agent, &case, "assign", json!({ "assignee": format!("staff_{:032x}", 9) })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.to_string().contains("input.assignee"), "{nobody}");
    let path = format!("/api/v1/desk/cases/{case}/act/urge");
    let (status, _) = agent.api(Method::POST, &path, Some(json!({ "version": 9 }))).await;
    assert_eq!(status, StatusCode::CONFLICT, "what was decided on an old picture is not done");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_narrowed_by_place_and_by_limit() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let case = register(&mut agent, leak()).await;
    let place = shown(&mut agent, &case).await["place"].as_str().expect("a place").to_owned();
    let found = asked(&mut agent, &format!("/desk/cases?q={place}&open=true")).await;
    assert_eq!((&found["count"], &found["rows"][0]["id"]), (&json!(1), &json!(case)));
    assert_eq!(asked(&mut agent, "/desk/cases?timing=late").await["count"], 0);
    app.pass(Span::hours(4)).await;
    let late = asked(&mut agent, "/desk/cases?timing=late&sort=due_at").await;
    assert_eq!((&late["count"], &late["rows"][0]["timing"]), (&json!(1), &json!("late")));
    agent.open("/desk/cases?open=true").await.must_say("厨房水槽漏水").must_say("超时");
    agent.open(&format!("/desk/cases/{case}")).await.must_say("响应时限已过");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_paged_without_gap_or_double() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    for _ in 0..7 {
        register(&mut agent, leak()).await;
        app.clock.set(app.clock.now() + Span::minutes(1));
    }
    for sort in ["-opened_at", "opened_at"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = asked(&mut agent, &format!("/desk/cases?limit=2&sort={sort}{after}")).await;
            seen.extend(page["rows"].as_array().expect("rows").iter().map(|r| r["opened_at"].to_string()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (7, 7));
        assert_eq!(seen.is_sorted(), sort == "opened_at");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_history_tells_every_step_latest_first() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let case = mended(&app, &mut agent, &mut technician, leak()).await;
    let record = shown(&mut agent, &case).await;
    let steps = record["timeline"].as_array().expect("steps");
    let said: Vec<&str> = steps.iter().filter_map(|s| s["text"].as_str()).collect();
    assert_eq!(said, ["完工", "开工", "到场", "接单", "派单", "电话登记"]);
    assert_eq!(steps[0]["photos"].as_array().map(Vec::len), Some(1));
    assert_eq!(record["requester"], "张**", "a name stands masked in the record");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicates_are_merged_and_end_together() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let (master, double) = (register(&mut agent, leak()).await, register(&mut agent, leak()).await);
    agent.open(&format!("/do/desk.case.act?id={double}&action=merge")).await;
    assert!(agent.page.html.contains(&master), "an open case nearby is offered as the master");
    does(&mut agent, &double, "merge", json!({ "master": master })).await;
    let record = shown(&mut agent, &master).await;
    assert_eq!(
        (&record["related"][0]["case"]["id"], &record["related"][0]["link"]),
        (&json!(double), &json!("并入的报事"))
    );
    does(&mut agent, &master, "withdraw", json!({ "reason": "solved" })).await;
    // It can be taken back for so long, and nothing follows before.
    app.pass(kernel::Span::minutes(5)).await;
    assert_eq!(shown(&mut agent, &double).await["stage"], "merged_closed");
    app.check().await;
}
