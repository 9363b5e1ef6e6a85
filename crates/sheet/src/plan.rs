//! The plan of an import: what each sheet is taken for, and what is not taken.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ColumnMapping, Format, Mapping, Register, SheetMapping, Table, mapping,
    write::{is_explanations, is_problem_heading},
};

/// What will be read from a workbook. Everything found is in it, taken or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The format of the file.
    pub format: Format,
    /// Every sheet in the order of the file.
    pub sheets: Vec<PlannedSheet>,
}

/// One sheet of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedSheet {
    /// Its name.
    pub sheet: String,
    /// The register its rows go to; `None`: the sheet is **not taken**.
    pub register: Option<String>,
    /// How sure the guess is, in percent; 100 when a person decided.
    pub confidence: u8,
    /// The table found; `None` when the sheet has none.
    pub table: Option<Table>,
    /// One entry for each heading of the table.
    pub columns: Vec<PlannedColumn>,
    /// Key and required fields no column fills; rows will fail until they are mapped.
    pub missing: Vec<String>,
}

/// One column of a planned sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedColumn {
    /// The column, from 0.
    pub column: u32,
    /// Its heading as it stands.
    pub heading: String,
    /// The field it fills; `None`: the column is **not taken**.
    pub field: Option<String>,
    /// How sure the guess is, in percent; 100 when a person decided.
    pub confidence: u8,
    /// How many records have something here.
    pub filled: u32,
    /// Further codes of this source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, String>,
    /// Further values of this source that mean "not known".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
}

impl PlannedSheet {
    /// How many records the sheet has.
    pub fn rows(&self) -> u32 {
        self.table.as_ref().map_or(0, |t| t.rows)
    }

    /// The columns that hold something and are not taken; all of them when the whole sheet is not.
    pub fn columns_not_taken(&self) -> impl Iterator<Item = &PlannedColumn> {
        self.columns.iter().filter(|c| c.field.is_none() && c.filled > 0)
    }

    fn of(sheet: &str, table: Option<Table>, registers: &[Register], mapping: &Mapping) -> Self {
        let decided = mapping.sheet(sheet);
        let Some(table) = table else {
            return Self {
                sheet: sheet.to_owned(),
                register: None,
                confidence: 0,
                table: None,
                columns: Vec::new(),
                missing: Vec::new(),
            };
        };
        let choice = match decided {
            Some(SheetMapping { register: None, .. }) => None,
            Some(SheetMapping { register: Some(key), .. }) => {
                registers.iter().find(|r| r.key == *key).map(|r| (r, 100))
            }
            None if is_explanations(sheet) => None,
            None => {
                let fits = registers.iter().filter_map(|r| Some((r, mapping::fit(sheet, &table, r)?)));
                fits.reduce(|best, next| if next.1 > best.1 { next } else { best })
            }
        };
        let columns = columns(&table, choice.map(|c| c.0), decided);
        let filled = |field: &str| columns.iter().any(|c| c.field.as_deref() == Some(field));
        let needed = choice.iter().flat_map(|(r, _)| r.columns.iter().filter(|c| c.key || c.field.required));
        let missing = needed.map(|c| c.field.name.clone()).filter(|name| !filled(name)).collect();
        Self {
            sheet: sheet.to_owned(),
            register: choice.map(|(r, _)| r.key.clone()),
            confidence: choice.map_or(0, |c| c.1),
            table: Some(table),
            columns,
            missing,
        }
    }
}

fn columns(table: &Table, register: Option<&Register>, decided: Option<&SheetMapping>) -> Vec<PlannedColumn> {
    let guesses = register.map_or_else(|| vec![None; table.headings.len()], |r| mapping::guess(table, r));
    let decision = |heading: &str| decided.and_then(|d| d.column(heading));
    let by_hand: Vec<Option<&ColumnMapping>> = table.headings.iter().map(|h| decision(&h.text)).collect();
    let claimed = |field: &str| by_hand.iter().flatten().any(|c| c.field.as_deref() == Some(field));
    let mut used: Vec<String> = Vec::new();
    let mut columns = Vec::new();
    for ((heading, guess), hand) in table.headings.iter().zip(guesses).zip(&by_hand) {
        let (field, confidence) = match hand {
            Some(hand) => (hand.field.clone(), 100),
            None => guess.filter(|(field, _)| !claimed(field)).map_or((None, 0), |(field, sure)| (Some(field), sure)),
        };
        let known = |field: &String| register.is_some_and(|r| r.of(field).is_some()) && !used.contains(field);
        let field = field.filter(known);
        used.extend(field.clone());
        // The column our own error workbook adds is an answer, not a question.
        if is_problem_heading(&heading.text) {
            continue;
        }
        columns.push(PlannedColumn {
            column: heading.column,
            heading: heading.text.clone(),
            confidence: if field.is_some() { confidence } else { 0 },
            field,
            filled: heading.filled,
            codes: hand.map(|h| h.codes.clone()).unwrap_or_default(),
            absent: hand.map(|h| h.absent.clone()).unwrap_or_default(),
        });
    }
    columns
}

impl Plan {
    pub(crate) fn of(
        format: Format,
        tables: Vec<(String, Option<Table>)>,
        registers: &[Register],
        mapping: &Mapping,
    ) -> Self {
        let sheet = |(name, table): (String, Option<Table>)| PlannedSheet::of(&name, table, registers, mapping);
        Self { format, sheets: tables.into_iter().map(sheet).collect() }
    }

    /// The same workbook under other decisions, without reading it again.
    #[must_use]
    pub fn remapped(&self, registers: &[Register], mapping: &Mapping) -> Self {
        let tables = self.sheets.iter().map(|s| (s.sheet.clone(), s.table.clone())).collect();
        Self::of(self.format, tables, registers, mapping)
    }

    /// What to keep for the next file of this source.
    pub fn mapping(&self) -> Mapping {
        let column = |c: &PlannedColumn| ColumnMapping {
            heading: c.heading.clone(),
            field: c.field.clone(),
            codes: c.codes.clone(),
            absent: c.absent.clone(),
        };
        let sheet = |s: &PlannedSheet| SheetMapping {
            sheet: s.sheet.clone(),
            register: s.register.clone(),
            columns: s.columns.iter().filter(|c| !c.heading.is_empty()).map(column).collect(),
        };
        Mapping { sheets: self.sheets.iter().filter(|s| s.table.is_some()).map(sheet).collect() }
    }

    /// The planned sheet of this name.
    pub fn sheet(&self, name: &str) -> Option<&PlannedSheet> {
        self.sheets.iter().find(|s| s.sheet == name)
    }

    /// The sheets that are taken, those pointed to before those that point to them.
    pub fn order(&self, registers: &[Register]) -> Vec<&PlannedSheet> {
        let mut left: Vec<&PlannedSheet> = self.sheets.iter().filter(|s| s.register.is_some()).collect();
        let mut order = Vec::new();
        while !left.is_empty() {
            let waits = |sheet: &PlannedSheet| {
                let register = registers.iter().find(|r| Some(&r.key) == sheet.register.as_ref());
                let mut targets = register.into_iter().flat_map(|r| &r.references).map(|r| &r.register);
                targets
                    .any(|t| Some(t) != sheet.register.as_ref() && left.iter().any(|s| s.register.as_ref() == Some(t)))
            };
            // In a circle nobody can be first; the order of the file decides.
            let next = left.iter().position(|s| !waits(s)).unwrap_or(0);
            order.push(left.remove(next));
        }
        order
    }
}
