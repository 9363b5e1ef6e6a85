//! Who has what to do: the desk, the dispatch board, the calls, the notices.

use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, mended, register, shown, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_finds_the_household_and_registers_beside_it() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let lamp = json!({ "summary": "客厅灯不亮", "trade": "lighting", "urgency": "normal", "facility_class": "home" });
    let case = register(&mut agent, lamp).await;
    let place = shown(&mut agent, &case).await["place"].as_str().expect("a place").to_owned();
    agent.open(&format!("/desk?q={place}")).await.must_say("客厅灯不亮");
    assert!(
        agent.page.html.contains("name=\"input.trade\""),
        "one place needs no second click: {}",
        agent.page.words()
    );
    let found = asked(&mut agent, "/desk?q=客厅灯不亮").await;
    assert_eq!(found["found"][0]["path"], format!("/desk/cases/{case}"));
    assert_eq!(found["figures"]["open"], 1);
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_is_given_to_one_and_seen_on_the_boards() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let case = register(&mut agent, tap).await;
    let board = asked(&mut agent, "/desk/dispatch").await;
    assert_eq!(board["unassigned"][0]["id"], json!(case));
    let zhao = staff_id(&app, "赵师傅").await;
    agent.open(&format!("/do/desk.case.act?id={case}&action=assign")).await.must_say("赵师傅");
    does(&mut agent, &case, "assign", json!({ "assignee": zhao })).await;
    let board = asked(&mut agent, "/desk/board").await;
    assert_eq!((&board["by_person"][0]["name"], &board["by_person"][0]["open"]), (&json!("赵师傅"), &json!(1)));
    let chart = asked(&mut agent, "/desk/processes/repair").await;
    let assigned = chart["stages"].as_array().expect("stages").iter().find(|s| s["stage"] == "assigned");
    assert_eq!(assigned.expect("there")["count"], 1);
    app.settle().await;
    let mut technician = app.technician().await;
    let lines = asked(&mut technician, "/desk/notifications").await;
    assert_eq!((&lines["count"], &lines["rows"][0]["text"]), (&json!(1), &json!("您有新的维修单，请接单")));
    assert_eq!(asked(&mut technician, "/desk/notifications?kind=limit").await["count"], 0, "no limit is near");
    technician.open("/desk/notifications").await.must_say("进展").must_say("已读");
    technician.press("全部标为已读", &[]).await;
    assert_eq!(asked(&mut technician, "/desk/notifications?unread=true").await["count"], 0);
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_to_be_called_stands_in_the_queue_with_what_to_say() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let tap = json!({ "summary": "角阀渗水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let case = mended(&app, &mut agent, &mut technician, tap).await;
    does(&mut agent, &case, "confirm", json!({})).await;
    assert_eq!(asked(&mut agent, "/desk/follow_ups").await["rows"][0]["case"]["id"], json!(case));
    agent.open(&format!("/desk/follow_ups?case={case}")).await.must_say("您报修的问题").must_say("起可以拨打");
    assert!(agent.page.html.contains("name=\"answer\""), "whoever rings up himself can be asked at once");
    app.check().await;
}
