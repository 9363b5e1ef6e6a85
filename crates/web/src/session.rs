//! How an action signs a browser in or out: its output names the session, and only the cookie carries it on.

use axum::http::HeaderValue;
use serde_json::Value;

use crate::caller::cookie_name;

/// The output field that carries a new session's secret, or null to end it. Never shown to the caller.
pub const FIELD: &str = "_session";

/// The cookie an action's output asks for; the field is taken out of the output.
pub(crate) fn cookie_of(secure: bool, output: &mut Value) -> Option<HeaderValue> {
    let secret = output.as_object_mut()?.remove(FIELD)?;
    let name = cookie_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    let text = match secret.as_str() {
        Some(secret) => format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=2592000"),
        None => format!("{name}=; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=0"),
    };
    HeaderValue::from_str(&text).ok()
}
