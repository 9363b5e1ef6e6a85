//! Values between JSON, in which forms speak, and TOML, in which definitions are written.

use serde_json::{Map, Value as Json};
use toml_edit::{Array, InlineTable, Item, Value};

use crate::definition::Words;

/// The order in which the keys of an inline table are written; others follow by name.
const ORDER: [&str; 30] = [
    "process", "link", "copy", "evidence", "action", "input", "field", "when", "at", "value", "name", "id", "zh", "en",
    "label", "kind", "stage", "rework", "then", "notify", "spawn", "set", "call", "to", "text", "table", "effects",
    "cap", "required", "min",
];

/// What a value of a text says.
pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::String(text) => text.value().as_str().into(),
        Value::Integer(number) => (*number.value()).into(),
        Value::Float(number) => (*number.value()).into(),
        Value::Boolean(yes) => (*yes.value()).into(),
        Value::Datetime(at) => at.value().to_string().into(),
        Value::Array(list) => list.iter().map(json).collect(),
        Value::InlineTable(table) => Json::Object(table.iter().map(|(k, v)| (k.to_owned(), json(v))).collect()),
    }
}

/// What an item of a text says; nothing when it is not there.
pub(super) fn json_of(item: &Item) -> Json {
    match item {
        Item::None => Json::Null,
        Item::Value(value) => json(value),
        Item::Table(table) => Json::Object(table.iter().map(|(k, v)| (k.to_owned(), json_of(v))).collect()),
        Item::ArrayOfTables(list) => {
            list.iter().map(|t| Json::Object(t.iter().map(|(k, v)| (k.to_owned(), json_of(v))).collect())).collect()
        }
    }
}

/// How a value is written; `None` for what TOML cannot say.
pub(super) fn toml(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(yes) => (*yes).into(),
        Json::Number(number) => number.as_i64()?.into(),
        Json::String(text) => text.as_str().into(),
        Json::Array(list) => Value::Array(array(list, None)),
        Json::Object(map) => Value::InlineTable(inline(map)),
    })
}

fn inline(map: &Map<String, Json>) -> InlineTable {
    let mut keys: Vec<&String> = map.keys().collect();
    keys.sort_by_key(|key| (ORDER.iter().position(|known| known == key).unwrap_or(ORDER.len()), *key));
    keys.into_iter().filter_map(|key| Some((key.as_str(), toml(map.get(key)?)?))).collect()
}

/// How a value is written in the place of another: a table keeps the order of its keys, a list its rows.
pub(super) fn over(before: &Value, after: &Json) -> Option<Value> {
    match (before, after) {
        (before, after) if json(before) == *after => Some(before.clone()),
        (Value::Array(before), Json::Array(list)) => Some(array(list, Some(before)).into()),
        (Value::InlineTable(before), Json::Object(map)) => {
            let mut table = before.clone();
            table.retain(|key, _| map.get(key).is_some_and(|json| !json.is_null()));
            for (key, json) in map {
                let value = match table.get(key) {
                    Some(old) => over(old, json),
                    None => toml(json),
                };
                let Some(mut value) = value else { continue };
                match table.get_mut(key) {
                    Some(old) => {
                        *value.decor_mut() = old.decor().clone();
                        *old = value;
                    }
                    None => drop(table.insert(key, value)),
                }
            }
            // What stood at the end may stand inside now, and the other way round.
            table.fmt();
            Some(table.into())
        }
        _ => toml(after),
    }
}

/// A list; what stood in the list before and stands there still is written as it was, with its comment.
pub(super) fn array(list: &[Json], before: Option<&Array>) -> Array {
    let mut left: Vec<Option<&Value>> = before.map(|b| b.iter().map(Some).collect()).unwrap_or_default();
    let grows = list.len() > 1 && list.iter().any(Json::is_object);
    let in_lines = match before {
        Some(before) if before.trailing().as_str().is_some_and(|t| t.contains('\n')) => true,
        // What grew beyond one row is written a row a line.
        Some(before) if !before.is_empty() => before.len() == 1 && grows,
        _ => grows,
    };
    let mut array = Array::new();
    for (nth, one) in list.iter().enumerate() {
        let kept = left.iter_mut().find(|old| old.is_some_and(|old| json(old) == *one)).and_then(Option::take);
        // A row that is in nobody else's place is the one that stood there, changed.
        let changed = left.get(nth).copied().flatten().filter(|old| kept.is_none() && !list.contains(&json(old)));
        if changed.is_some() {
            left[nth] = None;
        }
        let written = || changed.and_then(|old| over(old, one)).or_else(|| toml(one));
        let Some(mut value) = kept.cloned().or_else(written) else { continue };
        let kept = kept.or(changed);
        if let Some(old) = changed {
            *value.decor_mut() = old.decor().clone();
        }
        match (kept, in_lines) {
            (None, true) => *value.decor_mut() = toml_edit::Decor::new("\n  ", ""),
            (None, false) => value.decor_mut().clear(),
            // The first of a line stands without a space; it may have become another one.
            (Some(_), false) => value.decor_mut().set_prefix(if array.is_empty() { "" } else { " " }),
            (Some(_), true) if !starts_a_line(&value) => *value.decor_mut() = toml_edit::Decor::new("\n  ", ""),
            (Some(_), true) => {}
        }
        match kept {
            None if !in_lines => array.push(value),
            _ => array.push_formatted(value),
        }
    }
    if in_lines && !array.is_empty() {
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}

fn starts_a_line(value: &Value) -> bool {
    value.decor().prefix().and_then(|p| p.as_str()).is_some_and(|p| p.contains('\n'))
}

/// A value of a definition in a few words, for people who compare: words in one language, lists separated, tables as they are
/// written.
pub fn shown(json: &Json, words: &dyn Fn(&Words) -> String) -> String {
    match json {
        Json::Null => String::new(),
        Json::Bool(yes) => yes.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        Json::Array(list) => list.iter().map(|one| shown(one, words)).collect::<Vec<_>>().join(", "),
        Json::Object(map) => match serde_json::from_value::<Words>(json.clone()) {
            Ok(said) => words(&said),
            Err(_) => {
                let part = |(key, value): (&String, &Json)| match value {
                    Json::Null => None,
                    Json::Bool(false) => None,
                    Json::Array(list) if list.is_empty() => None,
                    value => Some(format!("{key}: {}", shown(value, words))),
                };
                map.iter().filter_map(part).collect::<Vec<_>>().join("; ")
            }
        },
    }
}
