//! The box that finds anything: suggestions while typing, and a page of hits.

use axum::{
    Json,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use kernel::{ActorKind, Error, Result};
use maud::html;
use module::{Surface, View, search::Hit};
use serde_json::json;
use ui::{buttons::Offer, page};

use crate::{
    answer::problem,
    caller::Visit,
    input,
    pages::{failed, show},
    state::Web,
};

/// `GET /find?q=`: suggestions.
pub(crate) async fn suggest(State(web): State<Web>, visit: Visit, RawQuery(query): RawQuery) -> Response {
    match hits(&web, &visit, query.as_deref()).await {
        Ok((_, hits)) => {
            let list: Vec<_> = hits
                .iter()
                .map(|h| json!({"label": h.title, "detail": h.subtitle, "href": h.path, "kind": h.kind}))
                .collect();
            Json(list).into_response()
        }
        Err(error) => problem(&error, Some(&visit.speech)),
    }
}

/// `GET /search?q=`: the page of hits; a single hit is opened at once.
pub(crate) async fn page(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let (q, hits) = match hits(&web, &visit, query.as_deref()).await {
        Ok(found) => found,
        Err(error) => return failed(&web, &visit, &error),
    };
    if let [only] = hits.as_slice() {
        return crate::pages::to(&only.path);
    }
    let speech = &visit.speech;
    let title = speech.say_with("search-title", &[("q", &q)]);
    let body = html! {
        (page::heading(&title, "", html! {}))
        @if hits.is_empty() {
            section.card {
                (ui::feedback::empty("search", &speech.say("search-nothing"), &speech.say("search-nothing-hint"), None::<&Offer>))
            }
        } @else {
            section.card { ul.hits { @for hit in &hits {
                li { a href=(hit.path) { b { (hit.title) } span.sub { (hit.subtitle) } span.sub { (kind(speech, &hit.kind)) } } }
            } } }
        }
    };
    show(&web, &visit, &headers, Surface::Desk, 200, View::new(title, body), false).await
}

fn kind(speech: &ui::Speech, noun: &str) -> String {
    let key = format!("noun-{}", noun.replace('_', "-"));
    speech.known(&key).unwrap_or_default()
}

async fn hits(web: &Web, visit: &Visit, query: Option<&str>) -> Result<(String, Vec<Hit>)> {
    match visit.caller.actor.kind {
        ActorKind::Staff | ActorKind::System => {}
        ActorKind::Resident => return Err(Error::Forbidden("search".into())),
        ActorKind::Anonymous => return Err(Error::Unauthenticated),
    }
    let pairs = input::pairs(query);
    let q: String = pairs.iter().find(|(n, _)| n == "q").map(|(_, t)| t.chars().take(60).collect()).unwrap_or_default();
    let mut cx = web.platform.reading(&visit.caller).await?;
    let hits = module::search::find(&mut cx, &q, None).await?;
    Ok((q, hits))
}
