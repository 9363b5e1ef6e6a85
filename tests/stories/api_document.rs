//! The API explains itself: to machines, and to whoever reads.

use axum::http::{Method, StatusCode};
use serde_json::Value;
use testkit::TestApp;

async fn document(app: &TestApp) -> Value {
    let (status, document) = app.visitor().api(Method::GET, "/api/openapi.json", None).await;
    assert_eq!(status, StatusCode::OK);
    document
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_line_of_the_registry_stands_in_the_document_and_on_its_page() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let mut reader = app.agent().await;
    let registry = &app.house.platform.registry;
    let lines =
        registry.queries().map(|q| ("get", q.path, q.name)).chain(registry.actions().map(|a| ("post", a.path, a.name)));
    for (verb, path, name) in lines {
        let operation = &document["paths"][format!("/api/v1{path}")][verb];
        assert_eq!(operation["operationId"], name, "{verb} {path}");
        reader.open(&format!("/api/{name}")).await.must_say(name);
    }
    reader.open("/api/no.such.line").await;
    assert_eq!(reader.page.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_is_found_by_word_by_path_and_by_field() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    agent.open("/account").await;
    agent.follow("接口文档").await;
    agent.page.must_say("/api/v1/desk/processes/{process}/cases").must_say("/api/v1/files");
    for looked_for in ["登记报事 desk", "/desk/processes/", "contact_phone"] {
        agent.open(&format!("/api?q={}", looked_for.replace(' ', "+"))).await;
        agent.page.must_say("/api/v1/desk/processes/{process}/cases");
        assert!(!agent.page.says("/api/v1/party/vehicles"), "{looked_for} leaves out what does not fit");
    }
    agent.open("/api?module=party").await.must_say("/api/v1/party/vehicles");
    assert!(!agent.page.says("/api/v1/desk/cases"));
    agent.open("/api/party.vehicle.create").await;
    for words in ["必填", "plate", "Idempotency-Key", "curl", "party.vehicle", "试一试", "422"] {
        assert!(agent.page.html.contains(words), "{words} is not on the page: {}", agent.page.words());
    }
    agent.open("/api/party.vehicle.create?lang=en").await.must_say("In the body");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_document_gives_nothing_away_and_says_every_limit() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    assert_eq!(document["openapi"], "3.1.0");
    assert!(!document.to_string().contains("_session\""), "the secret of a session is in no answer");
    for (path, verbs) in document["paths"].as_object().expect("paths") {
        for (verb, operation) in verbs.as_object().expect("verbs") {
            let at = format!("{verb} {path}");
            assert!(
                operation["summary"].as_str().is_some_and(|s| !s.is_empty() && !s.contains('-')),
                "{at} says in words what it does: {}",
                operation["summary"]
            );
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"];
            for (name, field) in body.as_object().into_iter().flatten() {
                let texts = field["type"] == "string" || field["type"][0] == "string";
                let limited =
                    ["maxLength", "format", "pattern", "enum", "const"].iter().any(|l| field.get(l).is_some());
                assert!(!texts || limited, "{at}: {name} has no limit: {field}");
            }
        }
    }
}
