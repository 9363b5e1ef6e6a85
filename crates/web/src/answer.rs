//! How an error or a page leaves the house: one renderer for each kind of caller.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use kernel::Error;
use maud::Markup;
use serde_json::{Value, json};
use ui::texts::Speech;

/// HTML from maud.
pub(crate) fn html(status: u16, markup: Markup) -> Response {
    (code(status), Html(markup.into_string())).into_response()
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// An error of a machine caller, as RFC 9457 `application/problem+json`. Without a speech the codes stand alone.
pub(crate) fn problem(error: &Error, speech: Option<&Speech>) -> Response {
    log(error);
    let message = error.message();
    let mut body = json!({
        "type": format!("urn:steward:error:{}", message.key),
        "title": speech.map_or_else(|| message.key.to_string(), |s| s.message(&message)),
        "status": error.status(),
        "code": message.key,
    });
    if let Error::Invalid(fields) = error {
        let said = |f: &kernel::FieldError| speech.map(|s| s.message(&f.message));
        body["errors"] = fields
            .iter()
            .map(|f| json!({"field": f.field, "code": f.message.key, "detail": said(f)}))
            .collect::<Vec<Value>>()
            .into();
    }
    let mut response = (code(error.status()), Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    retry_after(error, &mut response);
    response
}

/// Tells a client how long to wait.
pub(crate) fn retry_after(error: &Error, response: &mut Response) {
    if let Error::Unavailable(_, seconds) = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
}

/// Our own faults go to the log with their reason; the user's do not.
pub(crate) fn log(error: &Error) {
    if let Error::Internal(reason) = error {
        tracing::error!(reason, "internal error");
    }
}

/// A request refused before it had a caller.
pub(crate) struct Refused(Response);

impl Refused {
    pub(crate) fn new(error: Error, speech: &Speech) -> Self {
        Self(problem(&error, Some(speech)))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.0
    }
}
