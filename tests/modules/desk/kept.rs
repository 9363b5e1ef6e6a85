//! Figures are what they say: met in time of what ended or expired, each leading to its cases.

use kernel::Span;
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, register};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_share_of_first_answers_counts_what_was_answered_and_what_expired() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let lamp = |n: usize| json!({ "summary": format!("第{n}盏灯不亮"), "trade": "lighting", "urgency": "normal", "facility_class": "lighting" });
    let mut cases = Vec::new();
    for n in 0..4 {
        cases.push(register(&mut agent, lamp(n)).await);
    }
    for case in &cases[..2] {
        does(&mut agent, case, "respond", json!({ "plan": "今天修" })).await;
    }
    does(&mut agent, &cases[2], "withdraw", json!({ "reason": "mistake" })).await;
    app.pass(Span::minutes(125)).await;
    // Answered after all, but too late: it stays missed.
    does(&mut agent, &cases[3], "respond", json!({ "plan": "下午修" })).await;
    let kept = asked(&mut agent, "/desk/board").await["kept"].clone();
    assert_eq!(kept["overall"]["response"], json!({ "met": 2, "all": 3 }), "what was withdrawn is not counted: {kept}");
    let clock = &kept["by_clock"][0];
    assert_eq!((&clock["clock"], &clock["met"], &clock["all"]), (&json!("response"), &json!(2), &json!(3)));
    let person = kept["by_person"].as_array().expect("people").iter().find(|p| p["name"] == "林晓").expect("the agent");
    assert_eq!(person["response"], json!({ "met": 2, "all": 2 }), "she answered two in time");
    assert_eq!(kept["by_class"][0]["response"]["all"], 3);
    let late = asked(&mut agent, "/desk/limits?promise=response&outcome=missed").await;
    assert_eq!((&late["count"], &late["rows"][0]["title"]), (&json!(1), &json!("第3盏灯不亮")));
    agent.open("/desk/board").await.must_say("首次响应及时率").must_say("66.6%（2/3）");
    // A first answer is promised to customers; nothing of a repair is owed by a vendor.
    let promised = asked(&mut agent, "/desk/limits?commitment=customer&promise=response&outcome=missed").await;
    assert_eq!((&promised["count"], &promised["rows"][0]["commitment"]), (&late["count"], &json!("customer")));
    assert_eq!(asked(&mut agent, "/desk/limits?commitment=vendor").await["count"], 0);
    agent.open("/desk/limits?outcome=missed").await.must_say("第3盏灯不亮");
    let today = asked(&mut agent, "/desk/board?period=today").await["kept"]["overall"]["response"].clone();
    assert_eq!(today, json!({ "met": 2, "all": 3 }));
    app.clock.set(app.clock.now() + Span::hours(24));
    let tomorrow = asked(&mut agent, "/desk/board?period=today").await["kept"]["overall"]["response"].clone();
    assert_eq!(tomorrow, json!({ "met": 0, "all": 0 }));
    app.check().await;
}
