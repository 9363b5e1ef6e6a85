//! Wrong types, missing, too long, hostile: a clear refusal, nothing half done, the server unharmed.

use axum::http::{Method, StatusCode};
use kernel::form::{Field, Form, Kind};
use serde_json::{Map, Value, json};
use testkit::TestApp;

/// Values nobody should send; each kind of field gets all of them.
fn hostile() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(i64::MAX),
        json!(1.5),
        json!(""),
        json!(" "),
        json!("<script>alert(1)</script>"),
        json!("'; DROP TABLE cases; --"),
        json!("\u{0}\u{7}\u{202e}"),
        json!("名".repeat(5_000)),
        json!([]),
        json!([[[[]]]]),
        json!({"a": {"b": "c"}}),
        json!("place_00000000000000000000000000000000"),
        json!("2026-02-30"),
        json!("../../etc/passwd"),
    ]
}

fn id_of(prefix: &str) -> String {
    format!("{prefix}_0192f0c0000070008000000000000000")
}

/// A value that fits a field, so that one wrong one at a time reaches the handler's own checks.
fn fitting(field: &Field) -> Value {
    let one = match &field.kind {
        Kind::Integer | Kind::Money | Kind::Area => json!(field.min.unwrap_or(1).max(1)),
        Kind::Bool => json!(false),
        Kind::Date => json!("2026-03-16"),
        Kind::Instant => json!("2026-03-16T01:00:00Z"),
        Kind::Choice { choices } => json!(choices.first().map(|c| c.value.clone())),
        Kind::Ref { to } => json!(id_of(to)),
        Kind::File { .. } | Kind::Signature => json!(id_of("file")),
        Kind::Phone => json!("13800138000"),
        Kind::Location => json!({"latitude": 31.2, "longitude": 121.4}),
        Kind::Group { fields } => Value::Object(fields.iter().map(|f| (f.name.clone(), fitting(f))).collect()),
        Kind::Any => json!({}),
        Kind::Text | Kind::LongText | Kind::Secret => json!("某事"),
    };
    if field.many { json!([one]) } else { one }
}

fn whole(form: &Form) -> Map<String, Value> {
    form.fields.iter().filter(|f| f.required).map(|f| (f.name.clone(), fitting(f))).collect()
}

fn path(template: &str, form: &Form) -> String {
    let mut path = template.to_owned();
    for field in &form.fields {
        let value = fitting(field);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        path = path.replace(&format!("{{{}}}", field.name), &text);
    }
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_input_of_any_action_is_our_fault() {
    let app = TestApp::start().await;
    let mut admin = app.staff("admin").await;
    let keeps_in = ["identity.session.open", "identity.session.end", "identity.password.change"];
    for action in app.house.platform.registry.actions().filter(|a| !keeps_in.contains(&a.name)) {
        let at = format!("/api/v1{}", path(action.path, &action.form));
        let (status, body) = admin.api(Method::POST, &at, Some(Value::Object(whole(&action.form)))).await;
        assert!(!status.is_server_error(), "{} with a fitting input: {status} {body}", action.name);
        for field in &action.form.fields {
            for value in hostile() {
                let mut input = whole(&action.form);
                input.insert(field.name.clone(), value.clone());
                let (status, body) = admin.api(Method::POST, &at, Some(Value::Object(input))).await;
                assert!(!status.is_server_error(), "{} with {}={value}: {status} {body}", action.name, field.name);
            }
        }
    }
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_question_to_any_list_is_our_fault() {
    let app = TestApp::start().await;
    let mut admin = app.staff("admin").await;
    for query in app.house.platform.registry.queries() {
        let at = format!("/api/v1{}", path(query.path, &query.form));
        for field in &query.form.fields {
            for text in ["%00", "%27%22%3C", "-1", "999999999999999999999", "%E5%90%8D", "a".repeat(3_000).as_str()] {
                let (status, body) = admin.api(Method::GET, &format!("{at}?{}={text}", field.name), None).await;
                assert!(!status.is_server_error(), "{} with {}={text}: {status} {body}", query.name, field.name);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_json_and_foreign_forms_are_refused() {
    use axum::{body::Body, http::Request};
    let app = TestApp::start().await;
    let mut admin = app.staff("admin").await;
    let broken =
        Request::post("/api/v1/org/orgs").header("content-type", "application/json").body(Body::from("{\"name\":"));
    let response = admin.send(broken.expect("a request")).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let foreign = Request::post("/org/orgs").header("sec-fetch-site", "cross-site").body(Body::empty());
    let response = admin.send(foreign.expect("a request")).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_cannot_be_kept_is_refused_and_not_forgotten_silently() {
    use axum::{body::Body, http::Request};
    let app = TestApp::start().await;
    let mut admin = app.staff("admin").await;
    for key in ["", "with space", &"k".repeat(101)] {
        let request = Request::post("/api/v1/desk/notifications/read").header("idempotency-key", key);
        let request = request.header("content-type", "application/json").body(Body::from("{}"));
        let response = admin.send(request.expect("a request")).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{key:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_lost_a_value_is_not_given_everybodys_rows() {
    let app = TestApp::start().await;
    let mut admin = app.staff("admin").await;
    let (status, told) = admin.api(Method::GET, "/api/v1/party/occupancies?place_id=", None).await;
    assert_eq!((status, told["errors"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("place_id")));
    admin.open("/property/places?kind=&q=").await;
    assert_eq!(admin.page.status, StatusCode::OK, "a browser sends filters left empty");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_program_writes_is_read_as_written_and_what_people_type_without_the_blanks_around_it() {
    let app = TestApp::start().await;
    let mut admin = app.staff("admin").await;
    for (query, field) in [("q=%09%C2%B6", "q"), ("limit=%205", "limit"), ("kind=room%20", "kind")] {
        let (status, told) = admin.api(Method::GET, &format!("/api/v1/property/places?{query}"), None).await;
        assert_eq!((status, told["errors"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(field)));
        admin.open(&format!("/property/places?{query}")).await;
        assert_eq!(admin.page.status, StatusCode::OK, "copied from a sheet: {query}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_form_keeps_every_line_that_was_typed() {
    let app = TestApp::start().await;
    let mut admin = app.staff("admin").await;
    admin.open("/do/identity.token.create").await;
    let typed = [("name", "接口"), ("scopes", "desk.case.view"), ("scopes", "desk.case.veiw")];
    let page = admin.press("保存", &typed).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.must_say("没有权限 desk.case.veiw");
    for line in ["desk.case.view", "desk.case.veiw"] {
        assert!(page.html.contains(&format!("value=\"{line}\"")), "{line} is still there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_cannot_be_read_leads_nowhere_and_says_so_once() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    for path in ["/desk/cases/abc", "/desk/cases/%3Cscript%3E", "/party/persons/person_1"] {
        let page = agent.open(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.words().matches("没有这条记录").count(), 1, "{path}: {}", page.words());
    }
}
