//! Stored photos and documents, and the embedded styles and scripts.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Error, Id, Result};
use store::files::{self, File};

use crate::{
    answer::problem,
    caller::{Visit, header_text},
    pages::failed,
    state::Web,
};

/// `GET /files/{id}`: a stored file, to those signed in whose organisation units hold it, unless it is of a record they may not know of.
pub(crate) async fn stored(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Response {
    match read(&web, &visit, &id).await {
        Ok((file, bytes)) => {
            let kind =
                HeaderValue::from_str(&file.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CONTENT_DISPOSITION, disposition(&file)),
                (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
            ];
            (headers, bytes).into_response()
        }
        // A picture on a page is led nowhere.
        Err(error @ Error::Unauthenticated) => problem(&error, Some(&visit.speech)),
        Err(error) => failed(&web, &visit, &error),
    }
}

/// Pictures are shown, everything else is kept under its own name.
fn disposition(file: &File) -> HeaderValue {
    if file.is_picture() {
        return HeaderValue::from_static("inline");
    }
    let mut text = "attachment; filename*=UTF-8''".to_owned();
    ui::address::encode(&file.name, &mut text);
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

async fn read(web: &Web, visit: &Visit, id: &str) -> Result<(File, Vec<u8>)> {
    let id: Id<File> = id.parse().map_err(|_| Error::NotFound)?;
    let mut cx = web.platform.reading(&visit.caller).await?;
    // Whoever reports without a log-in reaches every community, but none of what was stored there.
    if !cx.actor().is_known() {
        return Err(Error::Unauthenticated);
    }
    let scope = cx.scope().clone();
    let file = files::load(cx.tx(), &scope, id.uuid()).await?;
    // Whoever brought it may look at it; to others a file of a record they may not know of is not there.
    if file.by != cx.actor().id && !module::fence::known(&mut cx, "file", vec![file.id]).await?.contains(&file.id) {
        return Err(Error::NotFound);
    }
    drop(cx);
    let bytes = web.platform.files.get(&file.sha256).await?;
    Ok((file, bytes))
}

/// `GET /assets/…`: styles, scripts and icons of this build, compressed at build time.
pub(crate) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ui::assets::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let takes_br =
        header_text(&headers, "accept-encoding").is_some_and(|e| e.split(',').any(|one| one.trim().starts_with("br")));
    let mut response = match asset.br {
        Some(br) if takes_br => {
            let mut response = Body::from(br.into_owned()).into_response();
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            response
        }
        _ => Body::from(asset.bytes.into_owned()).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, OrgId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_template_is_kept_under_its_own_name_and_a_photo_is_shown() {
        let file = |name: &str, media_type: &str| File {
            org: OrgId::from_uuid(Uuid::nil()),
            id: Uuid::nil(),
            name: name.into(),
            media_type: media_type.into(),
            size: 1,
            sha256: String::new(),
            at: Instant(0),
            by: Uuid::nil(),
        };
        let template = disposition(&file("房屋\r\n\".xlsx", "application/zip"));
        assert_eq!(template, "attachment; filename*=UTF-8''%E6%88%BF%E5%B1%8B%0D%0A%22.xlsx");
        assert_eq!(disposition(&file("a.jpg", "image/jpeg")), "inline");
    }
}
