//! From the rows of a planned sheet to records of its register, every problem at its cell.

mod keys;
mod value;

use std::collections::BTreeMap;

use kernel::{
    Message,
    form::{Form, validate},
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    PlannedSheet, Register, Table,
    cell::cell_name,
    source::{RawRow, Seen},
    table::Block,
};

pub use keys::Keys;
use value::{Read, Reader};

/// One record as read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The row in the sheet, from 1.
    pub number: u32,
    /// The values in the JSON shape of the register's form; what could not be read is left out.
    pub values: Map<String, Value>,
    /// The cells of the table as they stand, one for each heading, for the error workbook.
    pub given: Vec<String>,
    /// What is wrong with it; a row without problems fits the register's form.
    pub problems: Vec<CellProblem>,
}

/// One cell and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellProblem {
    /// The field it should fill.
    pub field: String,
    /// The heading in the file, our own when the file has no such column.
    pub heading: String,
    /// The place in [`Row::given`]; `None` when the file has no such column.
    pub place: Option<usize>,
    /// The name of the cell, as in `B7`; empty when the file has no such column.
    pub cell: String,
    /// What to do about it.
    pub message: Message,
    /// The text as it stands, shortened.
    pub given: String,
}

/// What came out of one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SheetReport {
    /// Records read.
    pub rows: u32,
    /// Of them, records with a problem.
    pub failed: u32,
    /// Made-up values that were read as absent.
    pub placeholders: Vec<Placeholder>,
    /// Formulas whose stored result was taken.
    pub formulas: u32,
    /// Cells filled from merged areas.
    pub merged: u32,
}

/// A value that stands for "not known", and how often it stood there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placeholder {
    /// The field.
    pub field: String,
    /// The value as given.
    pub given: String,
    /// How many records had it.
    pub rows: u32,
}

/// Reads the records of one sheet.
pub(crate) struct SheetReader<'a> {
    register: &'a Register,
    form: Form,
    table: &'a Table,
    block: Block,
    readers: Vec<Reader<'a>>,
    indexed: Vec<Vec<String>>,
    placeholders: BTreeMap<(String, String), u32>,
    report: SheetReport,
}

impl<'a> SheetReader<'a> {
    pub fn new(register: &'a Register, registers: &[Register], sheet: &'a PlannedSheet, table: &'a Table) -> Self {
        let reader = |c| Reader::new(c, register, table);
        Self {
            register,
            form: register.form(),
            table,
            block: Block::of(table),
            readers: sheet.columns.iter().filter_map(reader).collect(),
            indexed: keys::indexed(register, registers),
            placeholders: BTreeMap::new(),
            report: SheetReport::default(),
        }
    }

    /// The record in a row; `None` for headings and what stands aside.
    pub fn read(&mut self, raw: &RawRow, keys: &mut Keys) -> Option<Row> {
        if raw.number <= self.table.header_row || !self.block.is_record(raw) {
            return None;
        }
        let shown = |column| raw.at(column).map(|c: &crate::source::RawCell| c.cell.shown()).unwrap_or_default();
        let mut row = Row {
            number: raw.number,
            values: Map::new(),
            given: self.table.headings.iter().map(|h| shown(h.column)).collect(),
            problems: Vec::new(),
        };
        for reader in &self.readers {
            let Some(raw) = raw.at(reader.column) else { continue };
            let field = reader.field().name.clone();
            match reader.read(&raw.cell) {
                Ok(Read::Value(value)) => {
                    row.values.insert(field, value);
                }
                Ok(Read::Nothing) => {}
                Ok(Read::Placeholder(given)) => *self.placeholders.entry((field, given)).or_default() += 1,
                Err(message) => self.complain(&mut row, &field, message),
            }
        }
        let values = Value::Object(std::mem::take(&mut row.values));
        let errors = validate(&self.form, &values);
        if let Value::Object(values) = values {
            row.values = values;
        }
        for error in errors {
            // Values of a repeated field are named `field.0`; the cell is the same.
            let field = error.field.split('.').next().unwrap_or_default();
            if !row.problems.iter().any(|p| p.field == field) {
                self.complain(&mut row, field, error.message);
            }
        }
        self.check_keys(&mut row, keys);
        self.report.rows += 1;
        self.report.failed += u32::from(!row.problems.is_empty());
        Some(row)
    }

    /// Enters the record's key, and looks up what it points to.
    fn check_keys(&self, row: &mut Row, keys: &mut Keys) {
        let own = keys::key_fields(self.register);
        if let Some(values) = keys::values(&row.values, &own)
            && let Some(first) = keys.claim(&self.register.key, &values, row.number)
            && let Some(field) = own.first()
        {
            self.complain(row, field, Message::of("sheet-duplicate-key").with("row", first));
        }
        for fields in &self.indexed {
            if let Some(values) = keys::values(&row.values, fields) {
                keys.add(&self.register.key, fields, &values);
            }
        }
        for reference in &self.register.references {
            let dangling = keys::pointed(&row.values, &reference.fields).find(|values| !keys.has(reference, values));
            if let (Some(values), Some(field)) = (dangling, reference.fields.first()) {
                let message = Message::of("sheet-reference-missing").with("given", values.join(" · "));
                self.complain(row, field, message);
            }
        }
    }

    fn complain(&self, row: &mut Row, field: &str, message: Message) {
        let reader = self.readers.iter().find(|r| r.field().name == field);
        let place = reader.and_then(|r| self.table.headings.iter().position(|h| h.column == r.column));
        let own_name = || self.register.of(field).map_or(field, |c| c.zh.as_str()).to_owned();
        row.problems.push(CellProblem {
            field: field.to_owned(),
            heading: place.and_then(|p| self.table.headings.get(p)).map_or_else(own_name, |h| h.text.clone()),
            place,
            cell: reader.map(|r| cell_name(r.column, row.number)).unwrap_or_default(),
            given: place.and_then(|p| row.given.get(p)).map(|g| g.chars().take(80).collect()).unwrap_or_default(),
            message,
        });
    }

    /// The figures of the sheet, once every row has been read.
    pub fn report(self, seen: Seen) -> SheetReport {
        let placeholder = |((field, given), rows)| Placeholder { field, given, rows };
        let placeholders = self.placeholders.into_iter().map(placeholder).collect();
        SheetReport { placeholders, formulas: seen.formulas, merged: seen.merged, ..self.report }
    }
}
