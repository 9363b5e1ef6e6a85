//! Which column of a foreign table fills which field: guessed from names, corrected by people, kept per source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Column, Register, Table,
    cell::{bare_name_key, name_key},
};

/// Guesses below this are not worth making (percent).
const LEAST_CONFIDENCE: u8 = 71;

/// What people decided about the workbooks of one source; kept as JSON and used again for the next file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Decisions by sheet; sheets not named are guessed.
    pub sheets: Vec<SheetMapping>,
}

/// Decisions about one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetMapping {
    /// The sheet's name.
    pub sheet: String,
    /// The register it holds; `None` says that it is not taken.
    pub register: Option<String>,
    /// Decisions by heading; headings not named are guessed.
    #[serde(default)]
    pub columns: Vec<ColumnMapping>,
}

/// A decision about one column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// The heading.
    pub heading: String,
    /// The field it fills; `None` says that it is not taken.
    pub field: Option<String>,
    /// Codes of this source beside those the register knows: given → value as typed, empty for absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, String>,
    /// Values of this source that mean "not known".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
}

impl Mapping {
    pub(crate) fn sheet(&self, name: &str) -> Option<&SheetMapping> {
        self.sheets.iter().find(|s| name_key(&s.sheet) == name_key(name))
    }
}

impl SheetMapping {
    pub(crate) fn column(&self, heading: &str) -> Option<&ColumnMapping> {
        self.columns.iter().find(|c| name_key(&c.heading) == name_key(heading))
    }
}

/// How surely a heading means a column, in percent.
fn confidence(heading: &str, column: &Column) -> u8 {
    let (key, bare) = (name_key(heading), bare_name_key(heading));
    let likeness = |name: &str| {
        if name == key {
            return 100;
        }
        if name == bare {
            return 90;
        }
        let (short, long) = if name.len() < bare.len() { (name, bare.as_str()) } else { (bare.as_str(), name) };
        let (few, many) = (short.chars().count(), long.chars().count());
        let share = if few >= 2 && long.contains(short) { 50 + 30 * few / many } else { 0 };
        u8::try_from(share).unwrap_or(0)
    };
    column.name_keys().filter(|n| !n.is_empty()).map(|name| likeness(&name)).max().unwrap_or(0)
}

/// For each heading of the table the field it most likely fills, each field once, the surest first.
pub(crate) fn guess(table: &Table, register: &Register) -> Vec<Option<(String, u8)>> {
    let mut pairs: Vec<(u8, usize, usize)> = Vec::new();
    for (h, heading) in table.headings.iter().enumerate() {
        for (c, column) in register.columns.iter().enumerate() {
            let sure = confidence(&heading.text, column);
            if sure >= LEAST_CONFIDENCE {
                pairs.push((sure, h, c));
            }
        }
    }
    pairs.sort_by_key(|(sure, h, c)| (std::cmp::Reverse(*sure), *h, *c));
    let mut guesses: Vec<Option<(String, u8)>> = vec![None; table.headings.len()];
    let mut used = vec![false; register.columns.len()];
    for (sure, h, c) in pairs {
        if guesses[h].is_none() && !used[c] {
            used[c] = true;
            guesses[h] = Some((register.columns[c].field.name.clone(), sure));
        }
    }
    guesses
}

/// How well a register fits a table, in percent; `None` when it does not. A fitting sheet name forgives missing columns,
/// otherwise the key, everything required and most of the headings must be there.
pub(crate) fn fit(sheet: &str, table: &Table, register: &Register) -> Option<u8> {
    let guesses = guess(table, register);
    let found = |field: &str| guesses.iter().flatten().any(|(name, _)| name == field);
    let matched = guesses.iter().flatten().count();
    let named = register.is_named(sheet);
    let complete = register.columns.iter().filter(|c| c.key || c.field.required).all(|c| found(&c.field.name));
    let headings = table.headings.iter().filter(|h| !h.text.is_empty()).count();
    if matched == 0 || !(named || (complete && matched * 2 >= headings)) {
        return None;
    }
    let share = u8::try_from(matched * 40 / headings.max(1)).unwrap_or(40);
    Some((if named { 40 } else { 0 }) + if complete { 20 } else { 0 } + share)
}
