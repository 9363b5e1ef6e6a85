//! Where services outside tell something: raw bytes in, a bare answer out; who tells proves it by what he sends.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use module::{Caller, Heard, Hook, Knock};

use crate::state::Web;

/// `POST` of a hook, as the system.
pub(crate) fn hook(line: &Hook) -> MethodRouter<Web> {
    let (name, heard) = (line.name, line.heard);
    post(move |State(web): State<Web>, Path(id): Path<String>, headers: HeaderMap, body: Bytes| async move {
        hear(&web, (name, heard), id, &headers, &body).await
    })
}

async fn hear(
    web: &Web,
    (name, heard): (&'static str, Heard),
    id: String,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response {
    let Ok(actor) = web.gate.system(&web.platform, name).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let text = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let knock = Knock { id, headers: headers.iter().filter_map(text).collect(), body: body.to_vec() };
    let reply = heard(web.platform.clone(), Caller::new(actor), knock).await;
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, reply.content_type)], reply.body).into_response()
}
