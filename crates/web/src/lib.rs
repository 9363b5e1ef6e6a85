//! The HTTP doors, mounted from the registry: pages, browser forms, the JSON API, files, live updates.
//!
//! Used by the server and by tests that want a browser; modules know nothing of it.

mod answer;
mod api;
mod body;
mod caller;
mod device;
mod export;
mod field;
mod file;
mod find;
mod guard;
mod hook;
mod input;
mod known;
mod list;
mod live;
mod manual;
mod openapi;
mod pages;
mod parts;
mod photo;
mod serve;
mod session;
mod shell;
mod state;
mod tls;
mod waits;

use axum::{
    Router,
    extract::{Path, State},
    http::header,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use kernel::{Error, Lang};

pub use export::export;
pub use openapi::document;
pub use pages::title_key;
pub use serve::{Listening, serve};
pub use session::FIELD as SESSION_FIELD;
pub use state::{Settings, Web};
pub use tls::{OwnTls, Tls, self_signed};

use caller::Visit;

/// Everything the product answers over HTTP.
pub fn router(web: Web) -> Router {
    let mut router = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/assets/{*path}", get(file::asset))
        .route("/files/{id}", get(file::stored))
        .route("/live", get(live::stream))
        .route("/waiting", get(waits::figures))
        .route("/lang/{tag}", post(language))
        .route("/letters/{size}", post(letters))
        .route("/lookup/{noun}", get(known::lookup))
        .route("/find", get(find::suggest))
        .route("/search", get(find::page))
        .route("/do/{name}", get(pages::form_page))
        .route("/bulk/{name}", get(list::bulk_back).post(list::bulk_action))
        .route("/export/{name}", get(export::workbook))
        .route("/_ui", get(gallery))
        .route("/api", get(manual::index))
        .route("/api/{name}", get(manual::operation))
        .route("/api/openapi.json", get(api_document))
        .route("/field/app", get(field::app))
        .route("/field/app/worker.js", get(field::worker))
        .route("/field/app/manifest.webmanifest", get(field::manifest))
        .route("/field/app/words/{lang}", get(field::texts))
        .route("/api/v1/files/parts/{id}", get(parts::arrived).post(parts::add))
        .route("/api/v1/files", post(api::upload));
    let registry = &web.platform.registry;
    for page in registry.pages() {
        router = router.route(page.path, pages::page(page.name));
    }
    for query in registry.queries() {
        if query.list.as_ref().is_some_and(|l| l.page) {
            router = router.route(query.path, list::list(query.name));
        }
        router = router.route(&format!("/api/v1{}", query.path), api::query(query.name));
    }
    for action in registry.actions() {
        router = router.route(action.path, pages::action(action.name));
        router = router.route(&format!("/api/v1{}", action.path), api::action(action.name));
    }
    for line in registry.hooks() {
        router = router.route(line.path, hook::hook(line));
    }
    router
        .fallback(nowhere)
        .layer(middleware::from_fn(guard::same_origin))
        .layer(middleware::from_fn_with_state(web.clone(), guard::headers))
        .with_state(web)
}

/// An address that leads nowhere.
async fn nowhere(State(web): State<Web>, visit: Visit) -> Response {
    if visit.path.starts_with("/api/") {
        return answer::problem(&Error::NotFound, Some(&visit.speech));
    }
    pages::failed(&web, &visit, &Error::NotFound)
}

/// `POST /lang/{tag}`: keeps the language in a cookie and goes back.
async fn language(headers: axum::http::HeaderMap, Path(tag): Path<String>) -> Response {
    let lang = Lang::parse(&tag).unwrap_or_default();
    let mut response = pages::to(came_from(&headers));
    pages::remember(lang, &mut response);
    response
}

/// `POST /letters/{size}`: keeps in a cookie whether letters are `large`, and goes back.
async fn letters(headers: axum::http::HeaderMap, Path(size): Path<String>) -> Response {
    let age = if size == "large" { 31_536_000 } else { 0 };
    let mut response = pages::to(came_from(&headers));
    let cookie = format!("{}=yes; Path=/; Max-Age={age}; SameSite=Lax", caller::LARGE);
    if let Ok(value) = axum::http::HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// The page of ours a form was sent from.
fn came_from(headers: &axum::http::HeaderMap) -> &str {
    caller::header_text(headers, "referer")
        .and_then(|r| r.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]))
        .and_then(input::local)
        .unwrap_or("/")
}

/// The living page of all components.
async fn gallery(visit: Visit) -> Response {
    answer::html(200, ui::gallery::gallery(&visit.speech))
}

async fn api_document(State(web): State<Web>, visit: Visit) -> Response {
    axum::Json(web.document(&visit.speech)).into_response()
}

/// The words of the doors.
pub const WORDS: module::Words =
    module::Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };
