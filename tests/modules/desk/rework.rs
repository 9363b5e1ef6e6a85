//! Work that is done again: the round before stays visible, and the limits run anew as the definition says.

use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{does, mended, photo, shown, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_result_stays_beside_the_second() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let tap = json!({ "summary": "阀门滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let case = mended(&app, &mut agent, &mut technician, tap).await;
    assert_eq!(does(&mut agent, &case, "reject", json!({ "note": "还在滴" })).await, "assigned");
    let clocks = shown(&mut agent, &case).await["clocks"].clone();
    let completion = clocks.as_array().expect("clocks").iter().find(|c| c["id"] == "completion").expect("a limit");
    assert_eq!(completion["mark"], "running", "rework has a limit of its own");
    // It may go to another technician.
    let other = staff_id(&app, "陈师傅").await;
    does(&mut technician, &case, "transfer", json!({ "reason": "other_trade", "assignee": other })).await;
    let mut chen = app.staff("chenshifu").await;
    for step in ["accept", "arrive", "start"] {
        does(&mut chen, &case, step, json!({})).await;
    }
    let after = photo(&mut chen).await;
    does(&mut chen, &case, "complete", json!({ "result": "更换整套阀门", "photos_after": [after] })).await;
    let page = agent.open(&format!("/desk/cases/{case}")).await;
    page.must_say("第 1 轮").must_say("赵师傅").must_say("已修好").must_say("更换整套阀门");
    assert_eq!(shown(&mut agent, &case).await["reworks"], 1);
    app.check().await;
}
