//! Reading answers tolerantly: unknown fields are passed over, missing ones and nulls are none, numbers may come as text.

use serde_json::Value;

pub(crate) fn text(value: &Value, path: &str) -> Option<String> {
    match value.pointer(path)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(crate) fn whole(value: &Value, path: &str) -> Option<i64> {
    match value.pointer(path)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
