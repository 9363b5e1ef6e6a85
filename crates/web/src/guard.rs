//! What every request passes: the origin check, security headers, and a limit on tries.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kernel::{Error, Instant, Message, Span};

use crate::{
    answer::problem,
    caller::{Reached, reached},
    state::Web,
};

/// No inline script or style, nothing from elsewhere, no framing.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds the headers that keep a browser from doing what no page of ours asks for.
pub(crate) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Reached { secure, .. } = reached(&web.settings, request.extensions(), request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(self), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// Refuses a change that another site's page asks the browser for. A bearer token is no cookie and passes.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !request.headers().contains_key(header::AUTHORIZATION) && is_foreign(request.headers()) {
        return problem(&Error::Broken(Message::of("error-foreign-origin")), None).into_response();
    }
    next.run(request).await
}

/// Whether the browser says that the request comes from elsewhere. Clients that are no browsers say nothing.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, rest)| rest != host),
        _ => false,
    }
}

/// Tries counted per key: a bucket that fills again with time.
#[derive(Default)]
pub(crate) struct Limiter(Mutex<HashMap<Subject, Bucket>>);

/// Who tries what.
type Subject = (IpAddr, &'static str);
/// The tries left, and as of when.
type Bucket = (f64, Instant);

/// The number of keys remembered before the full buckets are forgotten.
const REMEMBERED: usize = 10_000;

impl Limiter {
    /// Takes one try out of the bucket of this address: at most `burst` at once, filling again within `refill`.
    pub(crate) fn take(
        &self,
        address: IpAddr,
        what: &'static str,
        burst: u32,
        refill: Span,
        now: Instant,
    ) -> Result<(), Error> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > REMEMBERED {
            buckets.retain(|_, (_, at)| now - *at < refill);
        }
        let burst = f64::from(burst);
        #[allow(clippy::cast_precision_loss, reason = "a share of a bucket, not money")]
        let share = |span: Span| span.0 as f64 / refill.0 as f64 * burst;
        let (left, at) = buckets.entry((address, what)).or_insert((burst, now));
        *left = (*left + share(now - *at)).min(burst);
        *at = now;
        if *left < 1.0 {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "whole seconds to wait"
            )]
            let wait = ((1.0 - *left) / burst * refill.0 as f64 / 1e6).ceil() as u32;
            return Err(Error::Unavailable(Message::of("error-too-many").with("seconds", wait), wait.max(1)));
        }
        *left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let (limiter, home) = (Limiter::default(), IpAddr::from([127, 0, 0, 1]));
        let at = |seconds| Instant(0) + Span::seconds(seconds);
        for _ in 0..3 {
            assert!(limiter.take(home, "sign_in", 3, Span::minutes(1), at(0)).is_ok());
        }
        assert!(matches!(limiter.take(home, "sign_in", 3, Span::minutes(1), at(1)), Err(Error::Unavailable(_, 1..))));
        assert!(limiter.take(home, "report", 3, Span::minutes(1), at(1)).is_ok());
        assert!(limiter.take(home, "sign_in", 3, Span::minutes(1), at(21)).is_ok());
    }

    #[test]
    fn another_sites_form_is_foreign() {
        let with = |list: &[(&'static str, &'static str)]| {
            list.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect::<HeaderMap>()
        };
        assert!(is_foreign(&with(&[("sec-fetch-site", "cross-site")])));
        assert!(is_foreign(&with(&[("origin", "https://evil.example"), ("host", "home.example")])));
        assert!(!is_foreign(&with(&[("origin", "https://home.example"), ("host", "home.example")])));
        assert!(!is_foreign(&with(&[("sec-fetch-site", "same-origin")])));
    }
}
