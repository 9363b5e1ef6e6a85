//! Stored files among what was said and recorded: the proofs of a case.

use std::collections::BTreeSet;

use kernel::form::{Field, FileNamed, files_named};
use serde_json::{Map, Value};

use crate::{
    definition::Definition,
    event::{Event, What},
    field::FieldSpec,
    state::State,
};

/// The files that events bring to a case which does not have them yet, with the fields that name them.
pub(crate) fn brought(def: &Definition, before: &State, events: &[Event]) -> Vec<FileNamed> {
    let mut named: Vec<FileNamed> = events.iter().flat_map(|event| of(def, &event.what)).collect();
    if !named.is_empty() {
        let rounds = before.rounds.iter().map(|round| &round.fields);
        let held: Vec<&Map<String, Value>> =
            [&before.fields].into_iter().chain(before.work.values()).chain(rounds).collect();
        named.retain(|file| !held.iter().any(|map| map.values().any(|value| holds(value, &file.id))));
    }
    named
}

fn holds(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => text == id,
        Value::Array(list) => list.iter().any(|one| holds(one, id)),
        Value::Object(map) => map.values().any(|one| holds(one, id)),
        _ => false,
    }
}

/// The ids of all files that events name.
pub(crate) fn ids<'a>(def: &Definition, events: impl IntoIterator<Item = &'a Event>) -> BTreeSet<String> {
    events.into_iter().flat_map(|event| of(def, &event.what)).map(|named| named.id).collect()
}

fn of(def: &Definition, what: &What) -> Vec<FileNamed> {
    let in_fields = |input: &Map<String, Value>| {
        let fields: Vec<Field> = input.keys().filter_map(|name| def.field(name)).map(FieldSpec::field).collect();
        files_named(&fields, input)
    };
    match what {
        What::Opened { input, .. } | What::Acted { input, .. } => in_fields(input),
        What::Noted { fields } => in_fields(fields),
        What::Recorded { item, values, .. } => {
            let steps = def.work_items.iter().find(|w| w.id == *item).map(|w| w.steps.as_slice()).unwrap_or_default();
            let fields: Vec<Field> = steps.iter().map(FieldSpec::field).collect();
            files_named(&fields, values)
        }
        What::Commented { files, .. } => listed("files", files, false),
        What::Checked { photos, .. } => listed("photos", photos, true),
        _ => Vec::new(),
    }
}

fn listed(field: &str, ids: &[String], picture: bool) -> Vec<FileNamed> {
    let named = |(nth, id): (usize, &String)| FileNamed { field: format!("{field}.{nth}"), id: id.clone(), picture };
    ids.iter().enumerate().map(named).collect()
}
