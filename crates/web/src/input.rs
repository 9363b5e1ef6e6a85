//! Path and query of a request, brought into the JSON of a form.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeZone};
use kernel::{
    Error, FieldError, Instant, Message, Result,
    form::{self, Field, Form, Kind},
};
use serde_json::{Map, Value};

/// Decodes path parameters and query pairs by the form. Empty texts are absent; names the form does not know are left out.
pub(crate) fn of_request(form: &Form, path: &HashMap<String, String>, query: &[(String, String)]) -> Result<Value> {
    let mut pairs = together(path, query);
    at_home(form, &mut pairs);
    form::decode(form, &pairs).map_err(kernel::Error::Invalid)
}

/// The same for a program's request, which means every character it writes.
pub(crate) fn of_program(form: &Form, path: &HashMap<String, String>, query: &[(String, String)]) -> Result<Value> {
    form::decode_exactly(form, &together(path, query)).map_err(kernel::Error::Invalid)
}

fn together(path: &HashMap<String, String>, query: &[(String, String)]) -> Vec<(String, String)> {
    let extra = query.iter().filter(|(name, _)| !path.contains_key(name)).cloned();
    path.iter().map(|(name, text)| (name.clone(), text.clone())).chain(extra).collect()
}

/// A field for one file takes one: none of several is chosen in silence.
pub(crate) fn one_file_each(form: &Form, pairs: &[(String, String)]) -> Result<()> {
    let several = |field: &&Field| {
        let given = pairs.iter().filter(|(name, text)| *name == field.name && !text.is_empty()).count();
        matches!(field.kind, Kind::File { .. }) && !field.many && given > 1
    };
    let wrong = form
        .fields
        .iter()
        .filter(several)
        .map(|field| FieldError { field: field.name.clone(), message: Message::of("invalid-too-many").with("max", 1) });
    let wrong: Vec<FieldError> = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Times typed into a browser's control carry no zone: they mean the wall clock of the communities.
pub(crate) fn at_home(form: &Form, pairs: &mut [(String, String)]) {
    for (name, text) in pairs.iter_mut() {
        if form.field(name).is_none_or(|f| f.kind != Kind::Instant) {
            continue;
        }
        let typed = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
        let local = typed.iter().find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok());
        if let Some(at) = local.and_then(|l| module::HOME_ZONE.from_local_datetime(&l).earliest()) {
            *text = Instant::from_utc(at.to_utc()).to_string();
        }
    }
}

/// Puts the parameters of the path into a JSON input; they win over what the body says.
pub(crate) fn with_path(form: &Form, path: &HashMap<String, String>, mut body: Value) -> Value {
    if let Value::Object(object) = &mut body {
        for (name, text) in path {
            let numeric = form.field(name).is_some_and(|f| f.kind == Kind::Integer);
            let value =
                text.parse::<i64>().ok().filter(|_| numeric).map_or_else(|| Value::from(text.as_str()), Value::from);
            object.insert(name.clone(), value);
        }
    }
    body
}

/// Only paths of our own house are gone to: `/x`, never `//host` or `https://…`.
pub(crate) fn local(path: &str) -> Option<&str> {
    let inside = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r']);
    inside.then_some(path)
}

/// The path of an address of ours, as a browser says where it came from.
pub(crate) fn path_of(address: &str) -> Option<&str> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    local(path)
}

/// The pairs of a query string.
pub(crate) fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default()
}

/// The fields of an object, or none.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_never_sent_elsewhere() {
        assert_eq!(local("/cases"), Some("/cases"));
        for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
            assert_eq!(local(evil), None);
        }
    }
}
