//! The numbers by which cases are spoken of.

use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{TestApp, Visitor};

async fn opened(who: &mut Visitor) -> String {
    let (_, places) = who.api(Method::GET, "/api/v1/property/places?limit=1", None).await;
    let input = json!({"place_id": places["rows"][0]["id"], "input": {"summary": "路灯不亮", "trade": "lighting", "urgency": "normal", "facility_class": "lighting"}});
    let (status, case) = who.api(Method::POST, "/api/v1/desk/processes/repair/cases", Some(input)).await;
    assert_eq!(status, StatusCode::OK, "{case}");
    case["number"].as_str().expect("a number").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_communities_never_give_the_same_number() {
    let app = TestApp::start().await;
    let (mut here, mut there) = (app.agent().await, app.staff("fanlu").await);
    let numbers =
        [opened(&mut here).await, opened(&mut there).await, opened(&mut here).await, opened(&mut there).await];
    let mut unique = numbers.to_vec();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), 4, "{numbers:?}");
    assert!(numbers[0] < numbers[2] && numbers[1] < numbers[3], "within a community they rise: {numbers:?}");
    // Found by the whole of it, and by the end that is read out over the telephone.
    let tail = numbers[2].split_once('-').expect("a dash").1;
    for typed in [numbers[2].as_str(), &numbers[2].to_lowercase(), tail] {
        let (_, hits) = here.api(Method::GET, &format!("/find?q={typed}"), None).await;
        assert!(hits.to_string().contains(&numbers[2]), "{typed}: {hits}");
    }
    app.check().await;
}
