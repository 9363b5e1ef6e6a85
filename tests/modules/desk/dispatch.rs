//! 派单板: whom the board would give a case to, why, and one press to do it.

use kernel::Span;
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, register, room, shown, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_says_whom_a_case_suits_and_why() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let (zhao, deng) = (staff_id(&app, "赵师傅").await, staff_id(&app, "邓涛").await);
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let waits = register(&mut agent, tap.clone()).await;
    let board = asked(&mut agent, "/desk/dispatch").await;
    let first = board["unassigned"][0].clone();
    assert_eq!(first["id"], json!(waits));
    let name = first["suggestion"]["name"].as_str().expect("a suggestion").to_owned();
    let why = first["suggestion"]["why"].to_string();
    assert!(why.contains("会给排水") && why.contains("在办 0 件"), "{why}");
    assert_eq!(board["buildings"][0]["count"], 1);

    // Whoever has more to do, or is away, is not suggested.
    let busy = if name == "赵师傅" { &zhao } else { &deng };
    for _ in 0..2 {
        let case = register(&mut agent, tap.clone()).await;
        does(&mut agent, &case, "assign", json!({ "assignee": busy })).await;
    }
    let now = app.clock.now();
    agent.open("/desk/dispatch").await.must_say("派给").must_say("会给排水");
    let mut hr = app.staff("hemei").await;
    let away = json!({ "staff_id": busy, "deputy_id": staff_id(&app, "陈师傅").await, "from_at": now, "to_at": now + Span::hours(8) });
    let (status, named) = hr.api(axum::http::Method::POST, "/api/v1/org/deputies", Some(away)).await;
    assert!(status.is_success(), "{named}");
    let board = asked(&mut agent, "/desk/dispatch").await;
    let suggested = board["unassigned"][0]["suggestion"]["name"].as_str().expect("a suggestion").to_owned();
    assert_ne!(suggested, name, "{board}");
    agent.open("/desk/dispatch").await.must_say("不在岗，陈师傅代班");
    agent.press(&format!("派给{suggested}"), &[]).await;
    assert_eq!(shown(&mut agent, &waits).await["assignee"], json!(suggested));
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_classified_is_classified_where_it_is_dispatched() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let zhao = staff_id(&app, "赵师傅").await;
    let case = register(&mut agent, json!({ "summary": "卫生间往下漏水" })).await;
    agent.open("/desk/dispatch").await.must_say("给排水").must_say("户内");
    agent.press("派单", &[("input.assignee", &zhao), ("input.trade", ""), ("input.facility_class", "home")]).await;
    agent.page.must_say("工种");
    assert_eq!(shown(&mut agent, &case).await["stage"], "registered", "half of it is not enough");
    let kept = agent.page.all("option[selected]").join(" ");
    let is_kept = kept.contains("赵师傅") && agent.page.html.contains("value=\"home\" checked");
    assert!(is_kept, "nothing that was chosen is lost: {kept}");
    agent.press("提交", &[("input.trade", "water")]).await;
    let given = shown(&mut agent, &case).await;
    assert_eq!((&given["stage"], &given["assignee"]), (&json!("assigned"), &json!("赵师傅")), "{given}");
    assert_eq!((&given["fields"]["trade"], &given["fields"]["priority"]), (&json!("water"), &json!("p3")));
    let step = given["timeline"][0]["text"].to_string();
    assert!(step.contains("分类") && step.contains("派单"), "both are told: {step}");

    let other = register(&mut agent, json!({ "summary": "阳台灯不亮" })).await;
    agent.open(&format!("/do/desk.case.act?id={other}&action=rotate")).await.must_say("工种").must_say("设施类别");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_shows_what_waits_for_a_person_and_nothing_that_waits_for_a_decision() {
    let app = TestApp::start().await;
    let (mut agent, mut quality) = (app.agent().await, app.staff("qiaoxin").await);
    let place = room(&mut agent).await;
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let waits = register(&mut agent, tap).await;
    let plan = json!({ "place_id": place, "channel": "staff", "input": { "summary": "门岗统一着装" } });
    let path = "/api/v1/desk/processes/improvement/cases";
    let (status, opened) = quality.api(axum::http::Method::POST, path, Some(plan)).await;
    assert_eq!(status, axum::http::StatusCode::OK, "{opened}");
    assert!(asked(&mut agent, "/desk/cases?unassigned=true").await["count"] == 2, "nobody has either of them");
    let board = asked(&mut agent, "/desk/dispatch").await;
    let shown: Vec<&str> =
        board["unassigned"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(shown, [waits], "a proposal is decided on, not dispatched");
    app.check().await;
}
