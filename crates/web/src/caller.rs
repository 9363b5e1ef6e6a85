//! Who stands behind a request: address, language, session or token.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, header, request::Parts},
};
use kernel::{Error, Lang, Message, OrgId};
use module::{Caller, Proof};
use ui::texts::Speech;

use crate::{
    answer::Refused,
    device,
    state::{Settings, Web},
};

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
    /// Whether the browser speaks https.
    pub secure: bool,
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
        let Reached { address, secure } = reached(&web.settings, &parts.extensions, &parts.headers);
        let chosen = asked_in_address(parts.uri.query());
        let lang = chosen.unwrap_or_else(|| language(&parts.headers));
        let speech = Speech::new(web.platform.texts.clone(), lang);
        let proof = proof(&parts.headers, secure);
        let origin = address.to_string();
        let actor = web.gate.actor(&web.platform, proof, &origin).await.map_err(|e| Refused::new(e, &speech))?;
        let key = key(&parts.headers).map_err(|e| Refused::new(e, &speech))?;
        let path = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let mut caller = Caller::new(actor);
        caller.lang = lang;
        caller.key = key;
        caller.device = header_text(&parts.headers, "user-agent").map(device::words).unwrap_or_default();
        let large = cookie(&parts.headers, LARGE).is_some();
        Ok(Self { caller, address, speech, path, chosen, large, secure })
    }
}

pub(crate) fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// How a request came to us.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reached {
    /// From where.
    pub address: IpAddr,
    /// Whether by https, as far as the browser is concerned.
    pub secure: bool,
}

/// What the connection says, and behind one of our own proxies what that says.
pub(crate) fn reached(settings: &Settings, extensions: &Extensions, headers: &HeaderMap) -> Reached {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !settings.proxies.contains(&peer) {
        return Reached { address: peer, secure: settings.secure };
    }
    // Each proxy adds whom it heard at the end; what stands further left was written by whoever called the first of ours.
    let entries = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    let heard: Vec<Option<IpAddr>> = entries.map(|entry| entry.trim().parse().ok()).collect();
    let outside = heard.into_iter().rev().find(|entry| entry.is_none_or(|ip| !settings.proxies.contains(&ip)));
    let protos = headers.get_all("x-forwarded-proto").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    let secure = protos.last().is_none_or(|proto| proto.trim().eq_ignore_ascii_case("https"));
    Reached { address: outside.flatten().unwrap_or(peer), secure }
}

/// The key of a change. One that cannot be kept is refused: whoever sends it relies on it.
fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    let Some(sent) = headers.get("idempotency-key") else { return Ok(None) };
    let fits = |key: &&str| (1..=100).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    match sent.to_str().ok().filter(fits) {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(Error::field("Idempotency-Key", Message::of("invalid-key"))),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_named_proxy_is_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let settings = Settings { proxies: vec![ip("10.0.0.1"), ip("10.0.0.2")], ..Settings::default() };
        let seen = |peer: &str, list: &[(&'static str, &'static str)]| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(SocketAddr::new(ip(peer), 4000)));
            let mut headers = HeaderMap::new();
            for (name, value) in list {
                headers.append(*name, axum::http::HeaderValue::from_static(value));
            }
            let Reached { address, secure } = reached(&settings, &extensions, &headers);
            (address.to_string(), secure)
        };
        let forged = [("x-forwarded-for", "192.0.2.9"), ("x-forwarded-proto", "https")];
        assert_eq!(seen("203.0.113.5", &forged), ("203.0.113.5".into(), false), "a stranger says what he likes");
        assert_eq!(seen("10.0.0.1", &forged), ("192.0.2.9".into(), true));
        assert_eq!(seen("::ffff:10.0.0.1", &forged), ("192.0.2.9".into(), true), "the same by the other protocol");
        let chain = [("x-forwarded-for", "1.1.1.1, 192.0.2.9"), ("x-forwarded-for", "10.0.0.2")];
        assert_eq!(seen("10.0.0.1", &chain), ("192.0.2.9".into(), true), "what the client wrote itself stands left");
        let plain = [("x-forwarded-for", "192.0.2.9"), ("x-forwarded-proto", "https, http")];
        assert_eq!(seen("10.0.0.1", &plain), ("192.0.2.9".into(), false));
        assert_eq!(seen("10.0.0.1", &[]), ("10.0.0.1".into(), true));
        assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", "unknown")]), ("10.0.0.1".into(), true));
    }
}
