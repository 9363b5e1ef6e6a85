//! Whether a JSON value fits a form: the same check for pages, API, imports and process fields.

use serde_json::Value;

use super::{Field, Form, Kind, LIST_LIMIT, TEXT_LIMIT};
use crate::{
    error::{FieldError, Message},
    time::{Date, Instant},
};

/// Checks a JSON object against a form and names every field that does not fit. An empty list means it fits.
pub fn validate(form: &Form, value: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match value {
        Value::Object(_) => group(&form.fields, "", value, &mut errors),
        _ => push(&mut errors, "", Message::of("invalid-object")),
    }
    errors
}

fn push(errors: &mut Vec<FieldError>, field: &str, message: Message) {
    errors.push(FieldError { field: field.to_owned(), message });
}

fn group(fields: &[Field], prefix: &str, value: &Value, errors: &mut Vec<FieldError>) {
    if let Value::Object(map) = value {
        for name in map.keys().filter(|name| !fields.iter().any(|f| &f.name == *name)) {
            let shown: String = name.chars().take(40).collect();
            push(errors, &format!("{prefix}{shown}"), Message::of("invalid-unknown-field"));
        }
    }
    for field in fields {
        let path = format!("{prefix}{}", field.name);
        match value.get(&field.name) {
            None | Some(Value::Null) if field.required => push(errors, &path, Message::of("invalid-required")),
            None | Some(Value::Null) => {}
            Some(Value::Array(list)) if field.many => many(field, &path, list, errors),
            Some(_) if field.many => push(errors, &path, Message::of("invalid-list")),
            Some(one) => single(field, &path, one, errors),
        }
    }
}

fn many(field: &Field, path: &str, list: &[Value], errors: &mut Vec<FieldError>) {
    if field.required && list.is_empty() {
        push(errors, path, Message::of("invalid-required"));
    }
    if list.len() > LIST_LIMIT {
        push(errors, path, Message::of("invalid-too-many").with("max", LIST_LIMIT));
        return;
    }
    for (index, one) in list.iter().enumerate() {
        single(field, &format!("{path}.{index}"), one, errors);
    }
}

fn single(field: &Field, path: &str, value: &Value, errors: &mut Vec<FieldError>) {
    let message = match &field.kind {
        Kind::Group { fields } => return nested(fields, path, value, errors),
        Kind::Integer | Kind::Money | Kind::Area => number(field, value),
        Kind::Bool => (!value.is_boolean()).then(|| Message::of("invalid-bool")),
        Kind::Date => (!is_text(value, |t| t.parse::<Date>().is_ok())).then(|| Message::of("invalid-date")),
        Kind::Instant => (!is_text(value, |t| t.parse::<Instant>().is_ok())).then(|| Message::of("invalid-instant")),
        Kind::Choice { choices } => {
            (!is_text(value, |t| choices.iter().any(|c| c.value == t))).then(|| Message::of("invalid-choice"))
        }
        Kind::Ref { to } => (!is_text(value, |t| is_id(t, to))).then(|| Message::of("invalid-ref")),
        Kind::File { .. } | Kind::Signature => {
            (!is_text(value, |t| is_id(t, "file"))).then(|| Message::of("invalid-file"))
        }
        Kind::Location => location(value),
        Kind::Phone => (!is_text(value, is_phone)).then(|| Message::of("invalid-phone")),
        Kind::Text | Kind::LongText | Kind::Secret => text(field, value),
        Kind::Any => None,
    };
    if let Some(message) = message {
        push(errors, path, message);
    }
}

fn nested(fields: &[Field], path: &str, value: &Value, errors: &mut Vec<FieldError>) {
    if value.is_object() {
        group(fields, &format!("{path}."), value, errors);
    } else {
        push(errors, path, Message::of("invalid-object"));
    }
}

fn is_text(value: &Value, fits: impl Fn(&str) -> bool) -> bool {
    value.as_str().is_some_and(fits)
}

/// Whether a text is an id with this prefix.
fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Mainland mobile numbers, land lines with area code, service numbers and `+` international ones; separators are allowed.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=15).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')'))
}

fn number(field: &Field, value: &Value) -> Option<Message> {
    let Some(number) = value.as_i64() else { return Some(Message::of("invalid-integer")) };
    let (min, max) = (field.min.unwrap_or(i64::MIN), field.max.unwrap_or(i64::MAX));
    if number < min {
        Some(Message::of("invalid-too-small").with("min", min))
    } else if number > max {
        Some(Message::of("invalid-too-great").with("max", max))
    } else {
        None
    }
}

fn text(field: &Field, value: &Value) -> Option<Message> {
    let Some(text) = value.as_str() else { return Some(Message::of("invalid-text")) };
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let max = field.max.unwrap_or(TEXT_LIMIT);
    let line = field.kind != Kind::LongText;
    if text.chars().any(|c| c.is_control() && (line || !matches!(c, '\n' | '\t'))) {
        Some(Message::of("invalid-control-character"))
    } else if length > max {
        Some(Message::of("invalid-too-long").with("max", max).with("length", length))
    } else if length < field.min.unwrap_or(i64::from(field.required)) {
        // What is there but too little is not what is missing.
        Some(match field.min.filter(|_| length > 0) {
            Some(min) => Message::of("invalid-too-short").with("min", min).with("length", length),
            None => Message::of("invalid-required"),
        })
    } else {
        None
    }
}

fn location(value: &Value) -> Option<Message> {
    let within = |name: &str, limit: f64| value.get(name).and_then(Value::as_f64).is_some_and(|v| v.abs() <= limit);
    (!(within("latitude", 90.0) && within("longitude", 180.0))).then(|| Message::of("invalid-location"))
}
