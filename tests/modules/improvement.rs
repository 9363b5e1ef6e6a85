//! 措施库: what improves a service is given to a post and followed.

use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, shown};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_measure_is_given_to_a_post_and_followed() {
    let app = TestApp::start().await;
    let (mut agent, mut supervisor) = (app.agent().await, app.supervisor().await);
    let found = asked(&mut supervisor, "/improvement/measures?q=消防器材").await;
    let key = found["rows"][0]["key"].as_str().expect("a measure").to_owned();
    let posts = asked(&mut supervisor, "/org/posts?q=秩序主管").await;
    let post = posts["rows"][0]["id"].clone();
    let adopt = format!("/api/v1/improvement/measures/{key}/adopt");
    let (status, _) = agent.api(Method::POST, &adopt, Some(json!({ "post_id": post }))).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "an agent gives nobody work");
    let (status, adopted) =
        supervisor.api(Method::POST, &adopt, Some(json!({ "post_id": post, "details": "月底前完成" }))).await;
    assert_eq!(status, StatusCode::OK, "{adopted}");
    let case = adopted["case_id"].as_str().expect("a case").to_owned();
    let record = shown(&mut supervisor, &case).await;
    assert_eq!((&record["process"], &record["assignee"]), (&json!("improvement"), &json!("郭健")));
    let again = asked(&mut supervisor, "/improvement/measures?adopted=true").await;
    assert_eq!(
        (&again["rows"][0]["key"], &again["rows"][0]["adoptions"][0]["post"]),
        (&json!(key), &json!("秩序主管"))
    );
    supervisor.open("/improvement/measures?q=消防器材").await.must_say("郭健").must_say("采纳");
    app.check().await;
}
