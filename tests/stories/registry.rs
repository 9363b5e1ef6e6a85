//! Walks over the registry: every line keeps the house rules, whoever calls it.

use axum::http::{Method, StatusCode};
use kernel::{PUBLIC, form::Kind};
use testkit::TestApp;

/// A path with its parameters filled by ids that do not exist.
fn filled(path: &str, form: &kernel::form::Form) -> String {
    let mut filled = path.to_owned();
    while let (Some(open), Some(close)) = (filled.find('{'), filled.find('}')) {
        let name = filled[open + 1..close].to_owned();
        let value = match form.field(&name).map(|f| &f.kind) {
            Some(Kind::Ref { to }) => format!("{to}_0192f0c0000070008000000000000000"),
            Some(Kind::Integer) => "1".to_owned(),
            Some(Kind::Choice { choices }) => choices.first().map(|c| c.value.clone()).unwrap_or_default(),
            _ => "nothing".to_owned(),
        };
        filled.replace_range(open..=close, &value);
    }
    filled
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_in_anywhere_but_where_everybody_may() {
    let app = TestApp::start().await;
    let registry = &app.house.platform.registry;
    let mut nobody = app.visitor();
    for query in registry.queries().filter(|q| q.permission != PUBLIC) {
        let (status, _) = nobody.api(Method::GET, &format!("/api/v1{}", filled(query.path, &query.form)), None).await;
        assert!(
            status == StatusCode::UNAUTHORIZED || status == StatusCode::UNPROCESSABLE_ENTITY,
            "{}: {status}",
            query.name
        );
    }
    for action in registry.actions().filter(|a| a.permission != PUBLIC) {
        let path = format!("/api/v1{}", filled(action.path, &action.form));
        let (status, body) = nobody.api(Method::POST, &path, Some(serde_json::json!({}))).await;
        assert!(
            status == StatusCode::UNAUTHORIZED || status == StatusCode::UNPROCESSABLE_ENTITY,
            "{}: {status} {body}",
            action.name
        );
    }
    for page in registry.pages().filter(|p| p.permission != PUBLIC) {
        nobody.open(&filled(page.path, &page.form)).await;
        let (path, status) = (&nobody.page.path, nobody.page.status);
        assert!(
            path.starts_with("/sign_in") || status.is_client_error(),
            "{} shows itself to nobody: {path} {status}",
            page.name
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_and_list_opens_for_the_administrator() {
    let app = TestApp::start().await;
    let registry = &app.house.platform.registry;
    let mut admin = app.staff("admin").await;
    let plain = registry
        .pages()
        .map(|p| p.path)
        .chain(registry.queries().filter(|q| q.list.as_ref().is_some_and(|l| l.page)).map(|q| q.path));
    for path in plain.filter(|p| !p.contains('{')) {
        admin.open(path).await;
        assert!(!admin.page.status.is_server_error(), "{path}: {} {}", admin.page.status, admin.page.words());
    }
    for action in registry.actions() {
        admin.open(&format!("/do/{}", action.name)).await;
        assert!(!admin.page.status.is_server_error(), "/do/{}: {}", action.name, admin.page.words());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_exist_is_not_found_and_never_a_fault() {
    let app = TestApp::start().await;
    let registry = &app.house.platform.registry;
    let mut admin = app.staff("admin").await;
    for query in registry.queries().filter(|q| q.path.contains('{')) {
        let (status, body) = admin.api(Method::GET, &format!("/api/v1{}", filled(query.path, &query.form)), None).await;
        assert!(status.is_client_error(), "{}: {status} {body}", query.name);
    }
    for page in registry.pages().filter(|p| p.path.contains('{')) {
        admin.open(&filled(page.path, &page.form)).await;
        assert!(admin.page.status.is_client_error(), "{}: {}", page.name, admin.page.status);
    }
    admin.open("/no/such/page").await;
    assert_eq!(admin.page.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_list_pages_sorts_and_exports() {
    let app = TestApp::start().await;
    let mut admin = app.staff("admin").await;
    for query in app.house.platform.registry.queries().filter(|q| q.list.is_some() && !q.path.contains('{')) {
        let list = query.list.as_ref().expect("a list");
        let (status, all) = admin.api(Method::GET, &format!("/api/v1{}?limit=2", query.path), None).await;
        assert_eq!(status, StatusCode::OK, "{}: {all}", query.name);
        if let Some(next) = all["next"].as_str() {
            let (status, more) =
                admin.api(Method::GET, &format!("/api/v1{}?limit=2&after={next}", query.path), None).await;
            assert_eq!(status, StatusCode::OK, "{} after its first page: {more}", query.name);
            assert_ne!(all["rows"][0], more["rows"][0], "{} shows the same row on two pages", query.name);
            let prev = more["prev"].as_str().unwrap_or_else(|| panic!("{} does not lead back", query.name));
            let (status, back) =
                admin.api(Method::GET, &format!("/api/v1{}?limit=2&before={prev}", query.path), None).await;
            assert_eq!(status, StatusCode::OK, "{} before its second page: {back}", query.name);
            assert_eq!(back["rows"], all["rows"], "{} goes back to where it came from", query.name);
            assert_eq!(back["next"], all["next"], "{} goes on again", query.name);
            assert!(back["prev"].is_null(), "{} has nothing before its first page", query.name);
        }
        for column in list.columns.iter().filter(|c| c.sortable) {
            for sign in ["", "-"] {
                let (status, body) = admin
                    .api(Method::GET, &format!("/api/v1{}?limit=2&sort={sign}{}", query.path, column.name), None)
                    .await;
                assert_eq!(status, StatusCode::OK, "{} sorted by {sign}{}: {body}", query.name, column.name);
            }
        }
        let (status, _) = admin.api(Method::GET, &format!("/export/{}", query.name), None).await;
        assert_eq!(status, StatusCode::OK, "the export of {}", query.name);
    }
}

#[test]
fn the_catalogue_is_complete_in_both_languages() {
    let texts = server::texts(&server::modules()).expect("the catalogue reads");
    assert_eq!(texts.check(), Vec::<String>::new());
    let modules = server::modules();
    let mut missing = Vec::new();
    let mut want = |key: String| {
        if !texts.has(&key) {
            missing.push(key);
        }
    };
    for module in &modules {
        module.actions.iter().for_each(|a| want(web::title_key(a.name)));
        module.queries.iter().filter(|q| q.list.is_some()).for_each(|q| want(web::title_key(q.name)));
        module.nav.iter().for_each(|n| want(n.label.to_owned()));
        for list in module.queries.iter().filter_map(|q| q.list.as_ref()) {
            for column in &list.columns {
                if let kernel::Label::Key(key) = &column.label {
                    want(key.clone());
                }
            }
        }
        for action in &module.actions {
            // An id and the place to go on to travel hidden.
            for field in action.form.fields.iter().filter(|f| !matches!(f.name.as_str(), "id" | "next")) {
                if let kernel::Label::Key(key) = field.label()
                    && field.kind != Kind::Any
                    && !action.path.contains(&format!("{{{}}}", field.name))
                {
                    want(key);
                }
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "the catalogue lacks: {missing:#?}");
}
