//! Who stands behind a request: address, language, session or token.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use kernel::{Lang, OrgId};
use module::{Caller, Proof};
use ui::texts::Speech;

use crate::{answer::Refused, device, state::Web};

/// A request's caller and what the answer needs to know of him.
pub(crate) struct Visit {
    /// Who calls.
    pub caller: Caller,
    /// From where.
    pub address: IpAddr,
    /// The words of his language.
    pub speech: Speech,
    /// The path with its query, to come back to.
    pub path: String,
    /// The language the address asks for, to be remembered.
    pub chosen: Option<Lang>,
    /// Whether larger letters were asked for.
    pub large: bool,
}

impl Visit {
    /// The company.
    pub fn home(&self) -> OrgId {
        self.caller.actor.home
    }
}

/// The session cookie's name: bound to host and https when there is https.
pub(crate) fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-session" } else { "session" }
}

/// The cookie of whoever asked for larger letters.
pub(crate) const LARGE: &str = "large";

impl FromRequestParts<Web> for Visit {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Refused> {
        let address = address(parts, web.settings.behind_proxy);
        let chosen = asked_in_address(parts.uri.query());
        let lang = chosen.unwrap_or_else(|| language(&parts.headers));
        let speech = Speech::new(web.platform.texts.clone(), lang);
        let proof = proof(&parts.headers, web.settings.secure);
        let origin = address.to_string();
        let actor = web.gate.actor(&web.platform, proof, &origin).await.map_err(|e| Refused::new(e, &speech))?;
        let key = header_text(&parts.headers, "idempotency-key").map(str::to_owned).filter(|k| k.len() <= 100);
        let path = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let mut caller = Caller::new(actor);
        caller.lang = lang;
        caller.key = key;
        caller.device = header_text(&parts.headers, "user-agent").map(device::words).unwrap_or_default();
        let large = cookie(&parts.headers, LARGE).is_some();
        Ok(Self { caller, address, speech, path, chosen, large })
    }
}

pub(crate) fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

fn address(parts: &Parts, behind_proxy: bool) -> IpAddr {
    let direct = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = behind_proxy
        .then(|| header_text(&parts.headers, "x-forwarded-for"))
        .flatten()
        .and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse().ok());
    forwarded.or(direct).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

fn proof(headers: &HeaderMap, secure: bool) -> Proof {
    if let Some(token) = header_text(headers, "authorization").and_then(|v| v.strip_prefix("Bearer ")) {
        return Proof::Token(token.trim().to_owned());
    }
    match cookie(headers, cookie_name(secure)) {
        Some(session) => Proof::Session(session.to_owned()),
        None => Proof::None,
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, v)| *n == name && !v.is_empty())
        .map(|(_, v)| v)
}

fn asked_in_address(query: Option<&str>) -> Option<Lang> {
    query?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::parse)
}

fn language(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, "lang").and_then(Lang::parse);
    let asked = || header_text(headers, "accept-language").and_then(|list| list.split(',').find_map(Lang::parse));
    chosen.or_else(asked).unwrap_or_default()
}
