//! From what a browser sends (names and texts) to JSON of the form's shape.

use serde_json::{Map, Value};

use super::{Field, Form, Kind, LIST_LIMIT};
use crate::{
    error::{FieldError, Message},
    money::{Area, Money},
};

/// Decodes browser text into JSON. An empty text is an absent value; 元 become fen; groups are written `name.0.field`.
/// Unknown names are ignored. What cannot be read is reported at its field.
pub fn decode(form: &Form, pairs: &[(String, String)]) -> Result<Value, Vec<FieldError>> {
    let mut errors = Vec::new();
    let object = group(&form.fields, "", pairs, &mut errors);
    if errors.is_empty() { Ok(Value::Object(object)) } else { Err(errors) }
}

fn group(
    fields: &[Field],
    prefix: &str,
    pairs: &[(String, String)],
    errors: &mut Vec<FieldError>,
) -> Map<String, Value> {
    let mut object = Map::new();
    for field in fields {
        let path = format!("{prefix}{}", field.name);
        if let Some(value) = one(field, &path, pairs, errors) {
            object.insert(field.name.clone(), value);
        }
    }
    object
}

fn one(field: &Field, path: &str, pairs: &[(String, String)], errors: &mut Vec<FieldError>) -> Option<Value> {
    if let Kind::Group { fields } = &field.kind {
        return nested(field, fields, path, pairs, errors);
    }
    let mut given =
        pairs.iter().filter(|(name, text)| name == path && !text.trim().is_empty()).map(|(_, text)| text.as_str());
    if field.many {
        let values: Vec<Value> = given.filter_map(|text| read(field, path, text, errors)).collect();
        return (!values.is_empty()).then_some(Value::Array(values));
    }
    match given.next() {
        Some(text) => read(field, path, text, errors),
        // An unticked box sends nothing at all, so a required one means "no".
        None if field.kind == Kind::Bool && field.required => Some(Value::Bool(false)),
        None => None,
    }
}

fn nested(
    field: &Field,
    fields: &[Field],
    path: &str,
    pairs: &[(String, String)],
    errors: &mut Vec<FieldError>,
) -> Option<Value> {
    let begins = |prefix: &str| pairs.iter().any(|(name, text)| name.starts_with(prefix) && !text.trim().is_empty());
    if !field.many {
        let prefix = format!("{path}.");
        return begins(&prefix).then(|| Value::Object(group(fields, &prefix, pairs, errors)));
    }
    let rows: Vec<Value> = (0..LIST_LIMIT)
        .map(|index| format!("{path}.{index}."))
        .filter(|prefix| begins(prefix))
        .map(|prefix| Value::Object(group(fields, &prefix, pairs, errors)))
        .collect();
    (!rows.is_empty()).then_some(Value::Array(rows))
}

fn read(field: &Field, path: &str, text: &str, errors: &mut Vec<FieldError>) -> Option<Value> {
    let trimmed = text.trim();
    let (value, key) = match &field.kind {
        Kind::Integer => (trimmed.parse::<i64>().ok().map(Value::from), "invalid-integer"),
        Kind::Money => {
            (trimmed.trim_start_matches('¥').parse::<Money>().ok().map(|m| Value::from(m.0)), "invalid-money")
        }
        Kind::Area => (trimmed.parse::<Area>().ok().map(|a| Value::from(a.0)), "invalid-area"),
        Kind::Bool => (yes_or_no(trimmed).map(Value::Bool), "invalid-bool"),
        Kind::Location | Kind::Any => (serde_json::from_str(trimmed).ok(), "invalid-value"),
        Kind::Secret => (Some(Value::from(text)), ""),
        Kind::LongText => (Some(Value::from(trimmed.replace("\r\n", "\n"))), ""),
        _ => (Some(Value::from(trimmed)), ""),
    };
    if value.is_none() {
        errors.push(FieldError { field: path.to_owned(), message: Message::of(key).with("given", excerpt(trimmed)) });
    }
    value
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "on" | "true" | "1" | "yes" | "是" => Some(true),
        "off" | "false" | "0" | "no" | "否" => Some(false),
        _ => None,
    }
}

/// The first characters of what was typed, so that a message never grows with a hostile input.
fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}
