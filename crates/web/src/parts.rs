//! `/api/v1/files/parts/{id}`: one file in parts, over a line that breaks. Whoever sends it makes its id, asks how much has come, and
//! goes on from there; a part that comes twice or out of turn changes nothing.

use axum::{
    Json,
    extract::{Path, RawQuery, Request, State},
    response::{IntoResponse, Response},
};
use kernel::{Error, Id, Message, PUBLIC, Result};
use serde_json::{Value, json};
use store::{
    files::{self, File},
    parts::Coming,
};

use crate::{
    answer::problem,
    body::{self, FILE_LIMIT},
    caller::Visit,
    input,
    state::Web,
};

/// The largest part, in bytes.
const PART_LIMIT: usize = 1_000_000;

/// `GET`: how many bytes have come, and whether the file is kept.
pub(crate) async fn arrived(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Response {
    answer(&visit, look(&web, &visit, &id).await)
}

/// `POST ?offset=&size=&sha256=&name=` with the bytes of the part: the answer is how many have come; the last one keeps the file.
pub(crate) async fn add(
    State(web): State<Web>,
    visit: Visit,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let pairs = input::pairs(query.as_deref());
    answer(&visit, take(&web, &visit, &id, &pairs, request).await)
}

fn answer(visit: &Visit, result: Result<Value>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err(error) => problem(&error, Some(&visit.speech)),
    }
}

fn told(offset: u64, kept: bool) -> Value {
    json!({ "offset": offset, "kept": kept })
}

/// Whose it is and what it will be called.
fn coming(visit: &Visit, id: &str) -> Result<Coming> {
    if !visit.caller.actor.is_known() {
        return Err(Error::Unauthenticated);
    }
    let id: Id<File> = id.parse().map_err(|_| Error::NotFound)?;
    Ok(Coming { by: visit.caller.actor.id, id: id.uuid() })
}

/// Whether the file is kept already; one of somebody else's is not there.
async fn kept(web: &Web, visit: &Visit, coming: Coming) -> Result<bool> {
    let mut cx = web.platform.reading(&visit.caller).await?;
    let scope = visit.caller.actor.scope(PUBLIC);
    match files::load(cx.tx(), &scope, coming.id).await {
        Ok(file) if file.by == coming.by => Ok(true),
        Ok(_) => Err(Error::NotFound),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn look(web: &Web, visit: &Visit, id: &str) -> Result<Value> {
    let coming = coming(visit, id)?;
    if kept(web, visit, coming).await? {
        return Ok(told(0, true));
    }
    Ok(told(web.platform.files.arrived(coming).await?, false))
}

async fn take(web: &Web, visit: &Visit, id: &str, asked: &[(String, String)], request: Request) -> Result<Value> {
    let coming = coming(visit, id)?;
    let said = |name: &str| asked.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str());
    let figure = |name: &str| {
        let read = said(name).and_then(|text| text.parse::<u64>().ok());
        read.ok_or_else(|| Error::field(name, Message::of("invalid-integer")))
    };
    let (offset, size) = (figure("offset")?, figure("size")?);
    if size == 0 || size > FILE_LIMIT as u64 {
        let message = Message::of("invalid-file-too-large").with("megabytes", FILE_LIMIT / 1_000_000);
        return Err(Error::field("size", message));
    }
    let sha256 = said("sha256").unwrap_or_default().to_owned();
    let part = body::whole(request, PART_LIMIT).await?;
    if kept(web, visit, coming).await? {
        return Ok(told(size, true));
    }
    if offset.saturating_add(part.len() as u64) > size {
        return Err(Error::field("offset", Message::of("invalid-value")));
    }
    let has = web.platform.files.append(coming, offset, part.to_vec()).await?;
    if has < size {
        return Ok(told(has, false));
    }
    let Some(bytes) = web.platform.files.whole(coming, &sha256).await? else { return Ok(told(0, false)) };
    keep(web, visit, coming, said("name").unwrap_or("photo.jpg"), bytes).await?;
    web.platform.files.forget_parts(coming).await?;
    Ok(told(size, true))
}

/// Keeps the file under the id its sender made. Killed in between, the parts are all there still and the next call ends it.
async fn keep(web: &Web, visit: &Visit, coming: Coming, name: &str, bytes: Vec<u8>) -> Result<()> {
    let stored = body::store_file(web, visit, "file", name, bytes).await;
    if matches!(stored, Err(Error::Invalid(_))) {
        web.platform.files.forget_parts(coming).await?;
    }
    let file = File { id: coming.id, ..stored? };
    match web.platform.keep_files(&visit.caller, vec![file]).await {
        // The same last part came twice at one time.
        Err(Error::Conflict) if kept(web, visit, coming).await? => Ok(()),
        other => other,
    }
}
