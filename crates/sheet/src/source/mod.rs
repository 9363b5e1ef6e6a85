//! From bytes to rows of cells, whatever the format.

mod compound;
mod csv;
mod guard;
mod merge;
mod ods;
mod sniff;
mod xls;
mod xlsx;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use kernel::{Message, Result};

use crate::{Cell, Limits, cell_name, damaged, refuse};

pub use sniff::{Format, is_old_workbook, is_text};

/// A cell and where it stands in its row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RawCell {
    /// The column, from 0.
    pub column: u32,
    /// What stands there.
    pub cell: Cell,
    /// Whether it was copied from the first cell of a merged area.
    pub filled: bool,
}

/// A row with something in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct RawRow {
    /// The row, from 1 as the spreadsheet numbers it.
    pub number: u32,
    /// Its cells by column; never an empty one.
    pub cells: Vec<RawCell>,
}

impl RawRow {
    /// The cell in a column.
    pub fn at(&self, column: u32) -> Option<&RawCell> {
        self.cells.binary_search_by_key(&column, |c| c.column).ok().and_then(|i| self.cells.get(i))
    }
}

/// What was met on the way through one sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Formulas whose stored result was taken.
    pub formulas: u32,
    /// Cells filled from merged areas.
    pub merged: u32,
}

/// Receives the rows of a sheet in order.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&RawRow) -> Result<()>;

/// An opened file of any format.
pub(crate) enum Book {
    /// Office Open XML.
    Xlsx(Box<xlsx::XlsxBook>),
    /// The old Excel.
    Xls(xls::XlsBook),
    /// OpenDocument.
    Ods(ods::OdsBook),
    /// Separated text.
    Csv(csv::CsvBook),
}

impl Book {
    /// Looks at the file, refuses what could do harm, and opens the rest.
    pub fn open(bytes: Vec<u8>, file_name: &str, limits: &Limits) -> Result<(Self, Format)> {
        if bytes.len() > limits.bytes {
            return Err(refuse(Message::of("sheet-file-too-large").with("max", limits.bytes >> 20)));
        }
        let bytes: Arc<[u8]> = bytes.into();
        let format = sniff::sniff(&bytes, limits)?;
        let book = match format {
            Format::Xlsx => Self::Xlsx(Box::new(xlsx::XlsxBook::open(bytes)?)),
            Format::Xls => Self::Xls(xls::XlsBook::open(&bytes)?),
            Format::Ods => Self::Ods(ods::OdsBook::open(bytes, limits)?),
            Format::Csv => Self::Csv(csv::CsvBook::open(bytes, file_name)?),
        };
        Ok((book, format))
    }

    /// The names of the sheets in the order of the file.
    pub fn sheet_names(&self) -> Vec<String> {
        match self {
            Self::Xlsx(book) => book.sheet_names(),
            Self::Xls(book) => book.sheet_names(),
            Self::Ods(book) => book.sheet_names(),
            Self::Csv(book) => vec![book.name().to_owned()],
        }
    }

    /// Reads one sheet from its top.
    pub fn each_row(&mut self, sheet: &str, limits: &Limits, sink: Sink<'_>) -> Result<Seen> {
        match self {
            Self::Xlsx(book) => book.each_row(sheet, limits, sink),
            Self::Xls(book) => book.each_row(sheet, limits, sink),
            Self::Ods(book) => book.each_row(sheet, limits, sink),
            Self::Csv(book) => book.each_row(limits, sink),
        }
    }
}

/// Runs a foreign reader; a panic inside it (they are fed hostile bytes) is a damaged file, not our end.
fn guarded<T>(read: impl FnOnce() -> Option<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).ok().flatten().ok_or_else(damaged)
}

/// Gathers cells into rows, enforcing the limits.
struct RowBuilder<'a, 'b> {
    limits: &'a Limits,
    row: RawRow,
    rows: u32,
    /// Bytes of text handed on so far: one shared or repeated text may stand in millions of cells.
    text: u64,
    merge: merge::Fill,
    sink: Sink<'b>,
}

impl<'a, 'b> RowBuilder<'a, 'b> {
    fn new(limits: &'a Limits, merge: merge::Fill, sink: Sink<'b>) -> Self {
        Self { limits, row: RawRow::default(), rows: 0, text: 0, merge, sink }
    }

    /// Takes the next cell; `number` counts from 1, `column` from 0. Blank texts are nothing.
    fn push(&mut self, number: u32, column: u32, cell: Cell) -> Result<()> {
        if let Cell::Text(text) = &cell {
            if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}') {
                return Ok(());
            }
            if text.len() > self.limits.text && text.chars().count() > self.limits.text {
                let message = Message::of("sheet-text-too-long").with("max", self.limits.text);
                return Err(refuse(message.with("cell", cell_name(column, number))));
            }
        }
        if column >= self.limits.columns {
            let message = Message::of("sheet-too-many-columns").with("max", self.limits.columns);
            return Err(refuse(message.with("cell", cell_name(column, number))));
        }
        if number != self.row.number {
            if number < self.row.number {
                return Err(damaged());
            }
            self.flush()?;
            self.row.number = number;
        }
        self.row.cells.push(RawCell { column, cell, filled: false });
        Ok(())
    }

    /// Announces a merged area that begins in a row to come.
    fn begin(&mut self, area: merge::Area) -> Result<()> {
        self.flush()?;
        self.merge.begin(area);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if self.row.cells.is_empty() {
            return Ok(());
        }
        self.rows += 1;
        if self.rows > self.limits.rows {
            return Err(refuse(Message::of("sheet-too-many-rows").with("max", self.limits.rows)));
        }
        if !self.row.cells.is_sorted_by(|a, b| a.column < b.column) {
            self.row.cells.sort_by_key(|c| c.column);
            self.row.cells.dedup_by_key(|c| c.column);
        }
        self.merge.apply(&mut self.row, self.limits)?;
        let text = |raw: &RawCell| if let Cell::Text(text) = &raw.cell { text.len() as u64 } else { 0 };
        self.text += self.row.cells.iter().map(text).sum::<u64>();
        if self.text > self.limits.unpacked {
            return Err(refuse(Message::of("sheet-unpacks-too-large").with("max", self.limits.unpacked >> 20)));
        }
        (self.sink)(&self.row)?;
        self.row.cells.clear();
        Ok(())
    }

    /// Hands over the last row; says how many cells merged areas filled.
    fn finish(mut self) -> Result<u32> {
        self.flush()?;
        Ok(self.merge.filled)
    }
}
