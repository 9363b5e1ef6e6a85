//! Personal tokens: shown once, narrower than their owner, worth nothing once revoked.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use kernel::Error;
use module::Proof;
use serde_json::{Value, json};
use testkit::TestApp;

use super::{PASSWORD, founded};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_does_what_it_is_for_and_nothing_to_the_account() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    let made = world.done(&admin, "identity.token.create", json!({"name": "报表", "scopes": ["org.org.view"]})).await;
    let token = Proof::Token(made["token"].as_str().expect("known").to_owned());
    assert!(world.ask(&token, "org.org.list", json!({})).await.is_ok());
    assert!(matches!(world.ask(&token, "org.staff.list", json!({})).await, Err(Error::Forbidden(_))));
    assert!(matches!(world.act(&token, "identity.token.create", json!({"name": "x"})).await, Err(Error::Forbidden(_))));
    let new = json!({"password": PASSWORD, "new_password": "another-one-2026"});
    assert!(matches!(world.act(&token, "identity.password.change", new).await, Err(Error::Forbidden(_))));
    world.done(&admin, "identity.token.remove", json!({"id": made["id"]})).await;
    assert!(matches!(world.ask(&token, "org.org.list", json!({})).await, Err(Error::Unauthenticated)));
}

/// Asks the API with a token and nothing else.
async fn asks(app: &TestApp, token: &str, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(if body.is_null() { String::new() } else { body.to_string() }))
        .expect("a request");
    let response = app.visitor().send(request).await;
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_shown_once_and_then_never_again() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    agent.open("/do/identity.token.create?next=/account").await;
    agent.press("保存", &[("name", "报表程序")]).await;
    agent.page.must_say("只显示这一次");
    let shown = agent.page.all("code");
    let token = shown.iter().find(|text| text.starts_with("steward_")).expect("the token is on the page").clone();
    agent.open("/account").await.must_say("报表程序");
    assert!(!agent.page.html.contains(&token), "the list never shows it again");
    let (_, listed) = agent.api(Method::GET, "/api/v1/account/tokens", None).await;
    assert!(listed.to_string().contains("报表程序") && !listed.to_string().contains(&token));
    let (status, cases) = asks(&app, &token, Method::GET, "/api/v1/desk/cases", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{cases}");
    agent.follow("撤销令牌").await;
    agent.press("撤销令牌", &[]).await;
    let (status, _) = asks(&app, &token, Method::GET, "/api/v1/desk/cases", Value::Null).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "revoked is worth nothing at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scope_is_all_a_token_may_and_never_more_than_its_owner() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let wanted = json!({"name": "看单", "scopes": ["desk.case.view", "identity.account.view"]});
    let (_, made) = agent.api(Method::POST, "/api/v1/account/tokens", Some(wanted)).await;
    let token = made["token"].as_str().expect("a token");
    let (status, _) = asks(&app, token, Method::GET, "/api/v1/desk/cases", Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    for (method, path, body) in [
        (Method::GET, "/api/v1/party/persons", Value::Null),
        (Method::POST, "/api/v1/desk/processes/repair/cases", json!({"input": {}})),
        // In the scopes, but her own role does not hold it.
        (Method::GET, "/api/v1/identity/accounts", Value::Null),
        // A token never touches the account it belongs to.
        (Method::POST, "/api/v1/account/tokens", json!({"name": "x"})),
        (Method::POST, "/api/v1/account/sessions/remove_others", json!({})),
    ] {
        let (status, answer) = asks(&app, token, method, path, body).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}: {answer}");
    }
}
