//! What a browser or a client sends, brought into one shape: names with texts, and files already stored.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header},
};
use kernel::{Error, FieldError, Id, Message, Result};
use serde_json::Value;
use store::files::File;

use crate::{caller::Visit, photo, state::Web};

/// The largest form without files, in bytes.
const FORM_LIMIT: usize = 1_000_000;
/// The largest single file, in bytes.
pub(crate) const FILE_LIMIT: usize = 25_000_000;
/// The most files with one form.
const FILES: usize = 20;
/// The largest form with files, in bytes; the extractor's own limit of two megabytes would keep any larger workbook out.
const MULTIPART_LIMIT: usize = 100_000_000;

/// A decoded browser form.
#[derive(Default)]
pub(crate) struct Sent {
    /// Names and texts in the order they came; a file stands as its id.
    pub pairs: Vec<(String, String)>,
    /// The files that came along, their blobs already stored.
    pub uploads: Vec<File>,
}

impl Sent {
    /// The first text under this name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, t)| n == name && !t.is_empty()).map(|(_, t)| t.as_str())
    }
}

/// Reads a urlencoded or multipart form.
pub(crate) async fn read_form(web: &Web, visit: &Visit, request: Request) -> Result<Sent> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        return read_multipart(web, visit, request).await;
    }
    let bytes = whole(request, FORM_LIMIT).await?;
    let pairs = serde_urlencoded::from_bytes(&bytes).map_err(|_| Error::broken("error-unreadable-form"))?;
    Ok(Sent { pairs, uploads: Vec::new() })
}

/// Reads a JSON body; an empty one is an empty object.
pub(crate) async fn read_json(request: Request) -> Result<Value> {
    let bytes = whole(request, FORM_LIMIT).await?;
    if bytes.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(&bytes)
        .map_err(|error| Error::Broken(Message::of("error-unreadable-json").with("reason", error)))
}

pub(crate) async fn whole(request: Request, limit: usize) -> Result<Bytes> {
    axum::body::to_bytes(request.into_body(), limit)
        .await
        .map_err(|_| Error::Broken(Message::of("error-too-large").with("megabytes", limit / 1_000_000)))
}

async fn read_multipart(web: &Web, visit: &Visit, mut request: Request) -> Result<Sent> {
    let unreadable = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::Broken(Message::of("error-too-large").with("megabytes", MULTIPART_LIMIT / 1_000_000))
        }
        _ => Error::broken("error-unreadable-form"),
    };
    DefaultBodyLimit::max(MULTIPART_LIMIT).apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Error::broken("error-unreadable-form"))?;
    let mut sent = Sent::default();
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let limit = if file_name.is_some() { FILE_LIMIT } else { FORM_LIMIT };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
            if bytes.len() + chunk.len() > limit {
                return Err(too_large(&name, limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        match file_name {
            // A file input left empty still sends a part.
            Some(_) if bytes.is_empty() => {}
            Some(file_name) => {
                if sent.uploads.len() == FILES {
                    return Err(Error::field(name, Message::of("invalid-too-many").with("max", FILES)));
                }
                let upload = store_file(web, visit, &name, &file_name, bytes).await?;
                sent.pairs.push((name, Id::<File>::from_uuid(upload.id).to_string()));
                sent.uploads.push(upload);
            }
            None => {
                let text = String::from_utf8(bytes).map_err(|_| Error::broken("error-unreadable-form"))?;
                sent.pairs.push((name, text));
            }
        }
    }
    Ok(sent)
}

fn too_large(field: &str, limit: usize) -> Error {
    Error::Invalid(vec![FieldError {
        field: field.to_owned(),
        message: Message::of("invalid-file-too-large").with("megabytes", limit / 1_000_000),
    }])
}

/// Looks what a file really is, re-encodes pictures (which drops what a camera hides in them), and stores the blob.
pub(crate) async fn store_file(web: &Web, visit: &Visit, field: &str, name: &str, bytes: Vec<u8>) -> Result<File> {
    let _room = web.decoding.acquire().await.map_err(|_| Error::Internal("the decoding gate is closed".into()))?;
    let checked = tokio::task::spawn_blocking(move || photo::check(bytes))
        .await
        .map_err(|error| Error::Internal(format!("a file could not be looked at: {error}")))?
        .map_err(|key| Error::field(field, Message::of(key)))?;
    let platform = &web.platform;
    let org = visit.home();
    let (now, name) = (platform.clock.now(), name.chars().take(200).collect::<String>());
    let id = platform.ids.next(now, 0);
    let content = platform.files.put(checked.bytes).await?;
    Ok(File {
        org,
        id,
        name,
        media_type: checked.media_type.to_owned(),
        size: content.size,
        sha256: content.sha256,
        at: now,
        by: visit.caller.actor.id,
    })
}
