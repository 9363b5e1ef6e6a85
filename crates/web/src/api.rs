//! The JSON surface under `/api/v1`: every action and query of the registry, under the caller's own permissions.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, RawQuery, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use kernel::{Error, Result, Span, form::Kind};
use module::Action;
use serde_json::Value;

use crate::{answer::problem, body, caller::Visit, input, session, state::Web};

/// `GET /api/v1/…` of a query.
pub(crate) fn query(name: &'static str) -> MethodRouter<Web> {
    get(
        move |web: axum::extract::State<Web>,
              visit: Visit,
              path: Path<HashMap<String, String>>,
              RawQuery(query): RawQuery| async move {
            let answered = ask(&web, &visit, name, &path, query.as_deref()).await;
            answer(answered.map(|v| (StatusCode::OK, v)), &visit)
        },
    )
}

async fn ask(
    web: &Web,
    visit: &Visit,
    name: &str,
    path: &HashMap<String, String>,
    query: Option<&str>,
) -> Result<Value> {
    let line = web.platform.registry.query(name).ok_or(Error::NotFound)?;
    let pairs = input::pairs(query);
    if let Some((unknown, _)) = pairs.iter().find(|(n, _)| line.form.field(n.split('.').next().unwrap_or(n)).is_none())
    {
        return Err(Error::field(unknown.clone(), kernel::Message::of("invalid-unknown-field")));
    }
    // A browser sends filters left empty; a program that does has lost a value, and would get everybody's rows for it.
    let empty = |(name, text): &&(String, String)| {
        text.is_empty() && line.form.field(name).is_some_and(|f| !matches!(f.kind, Kind::Text | Kind::LongText))
    };
    if let Some((name, _)) = pairs.iter().find(empty) {
        return Err(Error::field(name.clone(), kernel::Message::of("invalid-required")));
    }
    let value = input::of_program(&line.form, path, &pairs)?;
    web.platform.answer(&visit.caller, line, value).await
}

/// `POST /api/v1/…` of an action.
pub(crate) fn action(name: &'static str) -> MethodRouter<Web> {
    post(
        move |web: axum::extract::State<Web>, visit: Visit, path: Path<HashMap<String, String>>, request: Request| async move {
            let done = act(&web, &visit, name, &path, request).await;
            match done {
                Ok(mut value) => {
                    let cookie = session::cookie_of(visit.secure, &mut value);
                    let mut response = answer(Ok((StatusCode::OK, value)), &visit);
                    if let Some(cookie) = cookie {
                        response.headers_mut().append(header::SET_COOKIE, cookie);
                    }
                    response
                }
                Err(error) => problem(&error, Some(&visit.speech)),
            }
        },
    )
}

async fn act(web: &Web, visit: &Visit, name: &str, path: &HashMap<String, String>, request: Request) -> Result<Value> {
    let line = web.platform.registry.action(name).ok_or(Error::NotFound)?;
    limit(web, visit, line)?;
    let value = input::with_path(&line.form, path, body::read_json(request).await?);
    web.platform.act(&visit.caller, name, value).await
}

/// Changes by nobody are counted per address: a report by QR, a code tried out. Signing in counts its wrong tries itself, and a
/// whole office shares an address at half past eight.
pub(crate) fn limit(web: &Web, visit: &Visit, line: &Action) -> Result<()> {
    if line.permission != kernel::PUBLIC || web.settings.unlimited {
        return Ok(());
    }
    let most = if line.name == "identity.session.open" { 300 } else { 20 };
    web.limiter.take(visit.address, line.name, most, Span::minutes(5), web.platform.clock.now())
}

fn answer(result: Result<(StatusCode, Value)>, visit: &Visit) -> Response {
    match result {
        Ok((status, value)) => (status, Json(value)).into_response(),
        Err(error) => problem(&error, Some(&visit.speech)),
    }
}

/// `POST /api/v1/files`: stores one file, named later by the action that uses it.
pub(crate) async fn upload(web: axum::extract::State<Web>, visit: Visit, request: Request) -> Response {
    match keep(&web, &visit, request).await {
        Ok(value) => (StatusCode::CREATED, Json(value)).into_response(),
        Err(error) => problem(&error, Some(&visit.speech)),
    }
}

async fn keep(web: &Web, visit: &Visit, request: Request) -> Result<Value> {
    if !visit.caller.actor.is_known() {
        return Err(Error::Unauthenticated);
    }
    let sent = body::read_form(web, visit, request).await?;
    if sent.uploads.is_empty() {
        return Err(Error::field("file", kernel::Message::of("invalid-required")));
    }
    let ids: Vec<String> =
        sent.uploads.iter().map(|u| kernel::Id::<store::files::File>::from_uuid(u.id).to_string()).collect();
    let platform: &Arc<module::Platform> = &web.platform;
    platform.keep_files(&visit.caller, sent.uploads).await?;
    Ok(serde_json::json!({ "files": ids }))
}
