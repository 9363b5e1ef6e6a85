//! 知识库: one wording for everybody.

use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::TestApp;

use crate::stories::steps::{asked, does, room};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_answered_in_the_words_of_the_house() {
    let app = TestApp::start().await;
    let (mut agent, mut supervisor) = (app.agent().await, app.supervisor().await);
    let place = room(&mut agent).await;
    let org = asked(&mut agent, &format!("/property/places/{place}")).await["org_id"].clone();
    let write = |question: &str, answer: &str| json!({ "org_id": org, "question": question, "answer": answer, "topic": "renovation" });
    let body = write("装修押金什么时候退", "验收合格满三个月后到客服中心办理退还");
    let (status, _) = agent.api(Method::POST, "/api/v1/knowledge/articles", Some(body.clone())).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "the wording is the superiors'");
    let (status, made) = supervisor.api(Method::POST, "/api/v1/knowledge/articles", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let id = made["id"].as_str().expect("an id").to_owned();

    agent.open(&format!("/desk?place={place}&process=enquiry&about=押金多久退")).await.must_say("装修押金什么时候退");
    let input = json!({ "summary": "装修押金多久能退", "topic": "renovation" });
    let ask = json!({ "place_id": place, "channel": "phone", "contact_name": "孙女士", "contact_phone": "13800136666", "input": input });
    let (status, opened) = agent.api(Method::POST, "/api/v1/desk/processes/enquiry/cases", Some(ask)).await;
    assert_eq!(status, StatusCode::OK, "{opened}");
    let case = opened["id"].as_str().expect("an id").to_owned();
    agent.open(&format!("/desk/cases/{case}")).await.must_say("验收合格满三个月后").must_say("采用此口径");
    agent.press("采用此口径", &[]).await;
    assert!(agent.page.html.contains("验收合格满三个月后"), "the words stand in the answer: {}", agent.page.words());
    let number = asked(&mut agent, &format!("/knowledge/articles/{id}")).await["number"].clone();
    let answer = "验收合格满三个月后到客服中心办理退还";
    does(
        &mut agent,
        &case,
        "answer",
        json!({ "entry_state": "found", "entry_number": number, "standard_answer": answer, "answer": answer }),
    )
    .await;

    let change = json!({ "question": "装修押金什么时候退", "answer": "验收合格满一个月后即可退还" });
    let (status, next) =
        supervisor.api(Method::POST, &format!("/api/v1/knowledge/articles/{id}/edit"), Some(change)).await;
    assert_eq!(status, StatusCode::OK, "{next}");
    let record = asked(&mut agent, &format!("/knowledge/articles/{id}")).await;
    assert_eq!(
        (&record["version"], &record["used"], &record["versions"][0]["version"]),
        (&json!(2), &json!(1), &json!(1))
    );
    supervisor.open(&format!("/knowledge/articles/{id}")).await.must_say("验收合格满一个月后").must_say("历次版本");
    app.check().await;
}
