//! The tables of both bills: columns are found by their names, never by their place.

use std::collections::BTreeMap;

/// The columns of a table.
pub(crate) struct Columns(BTreeMap<String, usize>);

impl Columns {
    pub(crate) fn of(names: &[&str]) -> Self {
        Self(names.iter().enumerate().map(|(place, name)| ((*name).trim().to_owned(), place)).collect())
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// The value under the first of these names that the table has: names change from one generation of bills to the next.
    pub(crate) fn value<'a>(&self, row: &[&'a str], names: &[&str]) -> Option<&'a str> {
        let place = names.iter().find_map(|name| self.place(name))?;
        row.get(place).map(|value| value.trim())
    }
}
