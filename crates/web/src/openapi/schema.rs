//! What the document says of a field: exactly what the form model will check, not more and not less.

use kernel::form::{Field, Kind, LIST_LIMIT, TEXT_LIMIT};
use serde_json::{Map, Value, json};
use ui::texts::Speech;

/// A line of text holds no control characters; several lines may hold line ends and tabs.
const LINE: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
const LINES: &str = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$";
/// Digits with the usual separators.
const PHONE: &str = r"^\+?[0-9]{5,15}$";
/// A stored file.
const FILE: &str = "^file_[0-9a-f]{32}$";

/// The schema behind the `anyOf [T, null]` of an optional value.
fn value_of(schema: &mut Value) -> &mut Value {
    let at = schema
        .get("anyOf")
        .and_then(Value::as_array)
        .and_then(|options| options.iter().position(|o| o["type"] != "null"));
    match at {
        Some(at) => &mut schema["anyOf"][at],
        None => schema,
    }
}

/// Writes the limits into a property that the form checks and the type does not say.
pub(super) fn limit(field: &Field, schema: &mut Value) {
    let schema = value_of(schema);
    if !field.many {
        return limit_one(field, schema);
    }
    schema["maxItems"] = LIST_LIMIT.into();
    if field.required {
        schema["minItems"] = 1.into();
    }
    if let Some(items) = schema.get_mut("items") {
        limit_one(field, value_of(items));
    }
}

fn limit_one(field: &Field, schema: &mut Value) {
    match &field.kind {
        Kind::Text | Kind::LongText | Kind::Secret => {
            schema["maxLength"] = field.max.unwrap_or(TEXT_LIMIT).into();
            let least = field.min.unwrap_or(i64::from(field.required && !field.many));
            if least > 0 {
                schema["minLength"] = least.into();
            }
            if schema.get("pattern").is_none() {
                schema["pattern"] = if field.kind == Kind::LongText { LINES } else { LINE }.into();
            }
        }
        Kind::Phone => schema["pattern"] = PHONE.into(),
        Kind::File { .. } | Kind::Signature => schema["pattern"] = FILE.into(),
        Kind::Location => {
            *schema = json!({
                "type": "object", "x-kind": "location", "required": ["latitude", "longitude"],
                "properties": {
                    "latitude": {"type": "number", "minimum": -90, "maximum": 90},
                    "longitude": {"type": "number", "minimum": -180, "maximum": 180},
                    "accuracy": {"type": "number", "minimum": 0},
                },
            });
        }
        Kind::Group { fields } => {
            for inner in fields {
                if let Some(property) = schema.get_mut("properties").and_then(|p| p.get_mut(&inner.name)) {
                    limit(inner, property);
                }
            }
            schema["additionalProperties"] = false.into();
        }
        Kind::Integer | Kind::Money | Kind::Area | Kind::Bool | Kind::Date | Kind::Instant => {}
        Kind::Choice { .. } | Kind::Ref { .. } | Kind::Any => {}
    }
}

/// The words the forms have for a field stand as its title.
pub(super) fn title(speech: &Speech, field: &Field, schema: &mut Value) {
    let key = format!("field-{}", field.name.replace('_', "-"));
    if let (Some(words), Some(object)) = (speech.known(&key), schema.as_object_mut()) {
        object.insert("title".to_owned(), words.into());
    }
}

/// A parameter is left out, never null.
pub(super) fn never_null(schema: &mut Value) {
    let description = schema.get("description").cloned();
    let title = schema.get("title").cloned();
    let inner = value_of(schema).take();
    *schema = inner;
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get("type") {
        let left: Vec<Value> = types.iter().filter(|t| *t != "null").cloned().collect();
        let kept = if let [only] = left.as_slice() { only.clone() } else { left.into() };
        object.insert("type".to_owned(), kept);
    }
    object.extend(description.map(|d| ("description".to_owned(), d)));
    object.extend(title.map(|t| ("title".to_owned(), t)));
}

/// The secret of a session travels in the cookie, never in the answer.
pub(super) fn without_session(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove(crate::session::FIELD);
    }
    if let Some(Value::Array(required)) = object.get_mut("required") {
        required.retain(|name| name != crate::session::FIELD);
    }
}

/// A value that fits, for the example request.
pub(super) fn example(name: &str, schema: &Value) -> Value {
    let mut schema = schema.clone();
    never_null(&mut schema);
    let choice = |list: &str| schema.get(list).and_then(Value::as_array).and_then(|options| options.first()).cloned();
    if let Some(first) = choice("oneOf") {
        return first.get("const").cloned().unwrap_or(Value::Null);
    }
    if let Some(first) = choice("enum") {
        return first;
    }
    match schema.get("x-kind").and_then(Value::as_str) {
        Some("ref") => return id(schema["x-ref"].as_str().unwrap_or_default()),
        Some("photo" | "file" | "signature") => return id("file"),
        Some("date") => return "2026-03-16".into(),
        Some("instant") => return "2026-03-16T01:00:00Z".into(),
        Some("phone") => return "13800138000".into(),
        Some("location") => return json!({"latitude": 31.2, "longitude": 121.4}),
        _ => {}
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => json!([example(name, &schema["items"])]),
        Some("integer") => schema.get("minimum").cloned().unwrap_or(1.into()),
        Some("number") => 1.into(),
        Some("boolean") => true.into(),
        Some("object") => group(&schema),
        Some("string") => {
            let wanted = |limit: &str, or: u64| schema.get(limit).and_then(Value::as_u64).unwrap_or(or);
            let (least, most) = (wanted("minLength", 0), wanted("maxLength", 40));
            let mut text: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            while (text.chars().count() as u64) < least {
                text.push('1');
            }
            text.chars().take(usize::try_from(most).unwrap_or(40)).collect::<String>().into()
        }
        _ => Value::Null,
    }
}

fn group(schema: &Value) -> Value {
    let needed = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let fields: Map<String, Value> = needed
        .iter()
        .filter_map(Value::as_str)
        .filter_map(|name| Some((name.to_owned(), example(name, schema["properties"].get(name)?))))
        .collect();
    Value::Object(fields)
}

fn id(noun: &str) -> Value {
    format!("{noun}_0192f0c0000070008000000000000000").into()
}
