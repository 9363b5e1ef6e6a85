//! Natural keys met on the way through a workbook: duplicates, and what rows of other sheets may point to.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::{Reference, Register};

/// Stands between the parts of a key; no cell text holds it, for control characters are refused.
const MARK: &str = "\u{1f}";

/// Whether a record that is not in the workbook is known already.
type Known = Box<dyn Fn(&Reference, &[String]) -> bool + Send>;

/// The keys of all rows read so far. Use one for all sheets of a workbook, in [`crate::Plan::order`].
#[derive(Default)]
pub struct Keys {
    claimed: HashMap<String, HashMap<Box<str>, u32>>,
    targets: HashMap<String, HashSet<Box<str>>>,
    known: Option<Known>,
}

impl Keys {
    /// Asks `known` (the reference and the values pointed with) about what no row of the workbook has.
    pub fn knowing(known: impl Fn(&Reference, &[String]) -> bool + Send + 'static) -> Self {
        Self { known: Some(Box::new(known)), ..Self::default() }
    }

    /// Enters a record of `register` that may be pointed to by these fields, whether from the workbook or the database.
    pub fn add(&mut self, register: &str, fields: &[String], values: &[String]) {
        self.targets.entry(target(register, fields)).or_default().insert(values.join(MARK).into());
    }

    /// Enters a natural key; the row that had it before, if any.
    pub(super) fn claim(&mut self, register: &str, values: &[String], row: u32) -> Option<u32> {
        let rows = self.claimed.entry(register.to_owned()).or_default();
        match rows.entry(values.join(MARK).into()) {
            std::collections::hash_map::Entry::Occupied(first) => Some(*first.get()),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(row);
                None
            }
        }
    }

    pub(super) fn has(&self, reference: &Reference, values: &[String]) -> bool {
        let target = target(&reference.register, &reference.to);
        self.targets.get(&target).is_some_and(|keys| keys.contains(values.join(MARK).as_str()))
            || self.known.as_ref().is_some_and(|known| known(reference, values))
    }
}

fn target(register: &str, fields: &[String]) -> String {
    format!("{register}{MARK}{}", fields.join(MARK))
}

/// The fields of the natural key of a register.
pub(super) fn key_fields(register: &Register) -> Vec<String> {
    register.columns.iter().filter(|c| c.key).map(|c| c.field.name.clone()).collect()
}

/// The sets of fields by which other registers point to this one.
pub(super) fn indexed(register: &Register, registers: &[Register]) -> Vec<Vec<String>> {
    let mut sets: Vec<Vec<String>> = registers
        .iter()
        .flat_map(|r| &r.references)
        .filter(|r| r.register == register.key)
        .map(|r| r.to.clone())
        .collect();
    sets.sort();
    sets.dedup();
    sets
}

/// The values of these fields as texts; `None` when one is absent.
pub(super) fn values(row: &Map<String, Value>, fields: &[String]) -> Option<Vec<String>> {
    if fields.is_empty() {
        return None;
    }
    fields.iter().map(|f| row.get(f).map(text)).collect()
}

/// The keys a row points to: one, or one for each value when a field is repeated; none when a part is absent.
pub(super) fn pointed<'a>(row: &'a Map<String, Value>, fields: &'a [String]) -> impl Iterator<Item = Vec<String>> + 'a {
    let repeated = fields.iter().find_map(|f| row.get(f)?.as_array().map(|list| (f, list)));
    let many = repeated.into_iter().flat_map(move |(field, list)| {
        list.iter().filter_map(move |one| {
            fields.iter().map(|f| if f == field { Some(text(one)) } else { row.get(f).map(text) }).collect()
        })
    });
    many.chain(repeated.is_none().then(|| values(row, fields)).flatten())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
