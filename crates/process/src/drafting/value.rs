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

/// A list; what stood in the list before and stands there still is written as it was, and its comments go where it goes.
pub(super) fn array(list: &[Json], before: Option<&Array>) -> Array {
    let (head, rows) = before.map(rows).unwrap_or_default();
    let in_lines = !head.is_empty() || is_in_lines(list, before, &rows);
    let mut left: Vec<Option<&Row<'_>>> = rows.iter().map(Some).collect();
    let mut array = Array::new();
    // What stands behind a row on its line is written before what comes next.
    let mut behind = head;
    for (nth, one) in list.iter().enumerate() {
        let kept = left.iter_mut().find(|old| old.is_some_and(|old| json(old.value) == *one)).and_then(Option::take);
        // A row that is in nobody else's place is the one that stood there, changed.
        let changed = left.get(nth).copied().flatten().filter(|old| kept.is_none() && !list.contains(&json(old.value)));
        if changed.is_some() {
            left[nth] = None;
        }
        let written = || changed.and_then(|old| over(old.value, one)).or_else(|| toml(one));
        let Some(mut value) = kept.map(|old| old.value.clone()).or_else(written) else { continue };
        let old = kept.or(changed);
        let above = match old {
            Some(old) if in_lines && old.above.contains('\n') => old.above,
            _ if in_lines => "\n  ",
            // The first of a line stands without a space; it may have become another one.
            _ if array.is_empty() => "",
            _ => " ",
        };
        *value.decor_mut() = toml_edit::Decor::new(format!("{behind}{above}"), "");
        behind = old.map(|old| old.behind.clone()).filter(|_| in_lines).unwrap_or_default();
        array.push_formatted(value);
    }
    if in_lines && !array.is_empty() {
        array.set_trailing(format!("{behind}\n"));
        array.set_trailing_comma(true);
    }
    array
}

/// A row of a list with the comments that are its own.
struct Row<'a> {
    value: &'a Value,
    /// The line breaks and comments above it, and how far it stands from the edge.
    above: &'a str,
    /// The comment on its line.
    behind: String,
}

/// The comment on the line on which a list begins, and its rows.
fn rows(list: &Array) -> (String, Vec<Row<'_>>) {
    let mut head = String::new();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for value in list.iter() {
        let prefix = value.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default();
        let suffix = value.decor().suffix().and_then(|s| s.as_str()).unwrap_or_default();
        let (comment, above) = line_end(prefix);
        rows.last_mut().map_or(&mut head, |last| &mut last.behind).push_str(comment);
        rows.push(Row { value, above, behind: line_end(suffix).0.to_owned() });
    }
    let (comment, _) = line_end(list.trailing().as_str().unwrap_or_default());
    rows.last_mut().map_or(&mut head, |last| &mut last.behind).push_str(comment);
    (head, rows)
}

/// The comment that stands on the line of what is before it, and the rest.
fn line_end(text: &str) -> (&str, &str) {
    let end = text.find('\n').unwrap_or(0);
    if text[..end].contains('#') { text.split_at(end) } else { ("", text) }
}

/// Whether a list is written a row a line: as it was, and when it holds several tables.
fn is_in_lines(list: &[Json], before: Option<&Array>, rows: &[Row<'_>]) -> bool {
    let grows = list.len() > 1 && list.iter().any(Json::is_object);
    match before {
        Some(before) if before.trailing().as_str().is_some_and(|t| t.contains('\n')) => true,
        // A comment ends its line.
        Some(_) if rows.iter().any(|row| row.above.contains('#') || !row.behind.is_empty()) => true,
        // What grew beyond one row is written a row a line.
        Some(before) if !before.is_empty() => before.len() == 1 && grows,
        _ => grows,
    }
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
