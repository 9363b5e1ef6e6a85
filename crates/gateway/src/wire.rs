//! HTTP as the channels need it, behind a small trait, so that tests run without sockets.

use std::{fmt, future::Future, pin::Pin};

/// A future in a box: channels and wires are chosen while running.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The two verbs the channels use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Changes.
    Post,
}

impl Method {
    /// In upper case, as it stands in a text to sign.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request with exactly the bytes that were signed.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// Scheme, host, path and query, percent-encoded as it goes out.
    pub url: String,
    /// Headers in the order they are sent.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for GET.
    pub body: Vec<u8>,
}

/// What came: an answer to a request, or a callback with the same parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// The status of an answer; 0 in a callback.
    pub status: u16,
    /// Headers; names in any case.
    pub headers: Vec<(String, String)>,
    /// The body exactly as received: signatures cover bytes.
    pub body: Vec<u8>,
}

impl Message {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// No answer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoAnswer {
    /// Whether the request may have reached the other side. Only when it cannot have may anybody assume that nothing happened.
    pub sent: bool,
    /// What the machine says about it.
    pub why: String,
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.why, if self.sent { "after sending" } else { "before sending" })
    }
}

/// Sends requests.
pub trait Wire: Send + Sync {
    /// Sends one request and waits for the whole answer.
    fn send(&self, request: Request) -> Soon<'_, Result<Message, NoAnswer>>;
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Joins pairs as a query or a form, names and values percent-encoded.
pub fn form<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let parts: Vec<String> = pairs.into_iter().map(|(k, v)| format!("{}={}", percent(k), percent(v))).collect();
    parts.join("&")
}

/// Decodes a form once, into bytes: what a signature covers may be in another charset than ours.
pub fn pairs(form: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let parts = form.split(|byte| *byte == b'&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let cut = part.iter().position(|byte| *byte == b'=').unwrap_or(part.len());
            (plain(&part[..cut]), plain(part.get(cut + 1..).unwrap_or_default()))
        })
        .collect()
}

fn plain(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let pair = text.get(at + 1..at + 3).and_then(|hex| data_encoding::HEXLOWER_PERMISSIVE.decode(hex).ok());
        match (text[at], pair) {
            (b'%', Some(byte)) => {
                decoded.extend(byte);
                at += 2;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    decoded
}

/// Path and query of an address, as they stand in a text to sign and in a request line.
pub(crate) fn path_and_query(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    after.find('/').map_or("/", |at| &after[at..])
}
