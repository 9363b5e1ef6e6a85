//! `/field/app`: the app for where there is no signal. An empty page, its words, what a device needs to install it, and the worker
//! that keeps it on the device; all of it is the same for everybody and holds nothing of anybody.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::Lang;
use maud::{DOCTYPE, Markup, html};
use serde_json::json;
use sha2::{Digest, Sha256};
use ui::{assets, texts::Speech};

use crate::{caller::Visit, state::Web};

/// Where the app lives.
const APP: &str = "/field/app";
/// The texts it brings along begin so.
const WORDS: &str = "field-app-";
/// What stands in its texts for figures and names it puts in itself.
const ARGUMENTS: [(&str, &str); 6] = [
    ("count", "{count}"),
    ("name", "{name}"),
    ("at", "{at}"),
    ("least", "{least}"),
    ("most", "{most}"),
    ("unit", "{unit}"),
];

fn shell(speech: &Speech) -> Markup {
    let title = speech.say("field-app-title");
    html! {
        (DOCTYPE)
        html lang=(speech.lang.tag()) class="phone field" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#0b6e63";
                title { (title) " · " (speech.say("product")) }
                link rel="icon" href=(assets::url("mark.svg")) type="image/svg+xml";
                link rel="manifest" href={ (APP) "/manifest.webmanifest" };
                link rel="stylesheet" href=(assets::url("app.css"));
                @if assets::built() { script type="module" src=(assets::url("field.js")) {} }
            }
            body data-icons=(assets::url("icons.svg")) data-decoder=(assets::url("field-decoder.js")) {
                header.bar { div { h1 { (title) } } }
                main #content tabindex="-1" {
                    noscript { p { (speech.say("field-app-needs-script")) } p { a.btn href="/field/occurrences" { (speech.say("round-work-page")) } } }
                }
            }
        }
    }
}

fn words(speech: &Speech, keys: &[&str]) -> String {
    let said: BTreeMap<&str, String> = keys.iter().map(|key| (*key, speech.say_with(key, &ARGUMENTS))).collect();
    serde_json::to_string(&said).unwrap_or_default()
}

fn speeches(web: &Web) -> [Speech; 2] {
    [Lang::Zh, Lang::En].map(|lang| Speech::new(web.platform.texts.clone(), lang))
}

fn keys(web: &Web) -> Vec<&str> {
    web.platform.texts.keys().filter(|key| key.starts_with(WORDS)).collect()
}

fn typed(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], body).into_response()
}

/// `GET /field/app`
pub(crate) async fn app(visit: Visit) -> Response {
    typed("text/html; charset=utf-8", shell(&visit.speech).into_string())
}

/// `GET /field/app/words/{lang}`
pub(crate) async fn texts(State(web): State<Web>, Path(lang): Path<String>) -> Response {
    match Lang::parse(&lang) {
        Some(lang) => typed("application/json", words(&Speech::new(web.platform.texts.clone(), lang), &keys(&web))),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /field/app/manifest.webmanifest`
pub(crate) async fn manifest(visit: Visit) -> Response {
    let title = visit.speech.say("field-app-title");
    let icon = json!({ "src": assets::url("mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any" });
    let manifest = json!({
        "id": APP, "start_url": APP, "scope": APP, "display": "standalone", "lang": visit.speech.lang.tag(),
        "name": format!("{title} · {}", visit.speech.say("product")), "short_name": title,
        "theme_color": "#0b6e63", "background_color": "#f4f6f8", "icons": [icon],
    });
    typed("application/manifest+json", manifest.to_string())
}

/// `GET /field/app/worker.js`: the worker with what it keeps; another digest wherever anything of it has changed, so that a device
/// with signal takes the new one, whole or not at all.
pub(crate) async fn worker(State(web): State<Web>) -> Response {
    let Some(script) = assets::get("field-worker.js") else { return StatusCode::NOT_FOUND.into_response() };
    let files = ["app.css", "field.js", "field-decoder.js", "icons.svg", "mark.svg"].map(assets::url);
    let mut digest = Sha256::new();
    digest.update(&script.bytes);
    files.iter().for_each(|file| digest.update(file));
    for speech in speeches(&web) {
        digest.update(shell(&speech).into_string());
        digest.update(words(&speech, &keys(&web)));
    }
    let version: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let pages = [
        APP.to_owned(),
        format!("{APP}/words/zh-CN"),
        format!("{APP}/words/en"),
        format!("{APP}/manifest.webmanifest"),
    ];
    let keeps: Vec<String> = pages.into_iter().chain(files).collect();
    let head = format!("self.KEEPS={};\n", json!({ "version": version, "files": keeps }));
    let mut response = typed("text/javascript; charset=utf-8", [head.into_bytes(), script.bytes.into_owned()].concat());
    response.headers_mut().insert("service-worker-allowed", HeaderValue::from_static(APP));
    response
}
