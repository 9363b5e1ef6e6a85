//! 派单板: whom the board would give a case to, why, and one press to do it.

use kernel::Span;
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, register, shown, staff_id};

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
