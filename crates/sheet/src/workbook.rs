//! A workbook somebody sent.

use std::collections::HashSet;

use kernel::{Error, Message, Result};

use crate::{
    Format, Keys, Limits, Mapping, Plan, Register, Row, SheetReport, Table, refuse, rows::SheetReader, source::Book,
    table::Survey,
};

/// An opened file. Nothing of its sheets is in memory; each pass reads them again.
pub struct Workbook {
    book: Book,
    format: Format,
    limits: Limits,
}

impl Workbook {
    /// Opens the bytes of a file.
    ///
    /// # Errors
    /// [`Error::Invalid`] at the field `file`, saying what is wrong: too large, no workbook at all, a program, encrypted,
    /// packed to burst, damaged, in a format or text encoding that is not read.
    pub fn open(bytes: Vec<u8>, file_name: &str, limits: Limits) -> Result<Self> {
        let (book, format) = Book::open(bytes, file_name, &limits)?;
        let sheets = book.sheet_names().len();
        if sheets > limits.sheets {
            return Err(refuse(Message::of("sheet-too-many-sheets").with("max", limits.sheets)));
        }
        Ok(Self { book, format, limits })
    }

    /// The format found by looking into the file.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The names of the sheets in the order of the file.
    pub fn sheets(&self) -> Vec<String> {
        self.book.sheet_names()
    }

    /// Reads the file once and plans what to take for what; `mapping` holds what people decided for this source.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `file` when a sheet is damaged or beyond the limits.
    pub fn plan(&mut self, registers: &[Register], mapping: &Mapping) -> Result<Plan> {
        let columns = || registers.iter().flat_map(|r| &r.columns);
        let vocabulary: HashSet<String> = columns().flat_map(|c| c.name_keys().collect::<Vec<_>>()).collect();
        let mut tables = Vec::new();
        for sheet in self.sheets() {
            let table = self.survey(&sheet, &vocabulary)?;
            tables.push((sheet, table));
        }
        Ok(Plan::of(self.format, tables, registers, mapping))
    }

    fn survey(&mut self, sheet: &str, vocabulary: &HashSet<String>) -> Result<Option<Table>> {
        let mut survey = Survey::new(vocabulary);
        let seen = self.book.each_row(sheet, &self.limits, &mut |row| {
            survey.row(row);
            Ok(())
        })?;
        let table = survey.finish();
        Ok(table.map(|table| Table { formulas: seen.formulas, merged: seen.merged, ..table }))
    }

    /// Reads the records of one planned sheet in order and hands each over; only one is in memory at a time.
    /// An error from `each` ends the pass and is returned, which is how to cancel it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the plan does not take this sheet, [`Error::Invalid`] at `file` when it is damaged or beyond
    /// the limits, and whatever `each` says.
    pub fn rows(
        &mut self,
        plan: &Plan,
        sheet: &str,
        registers: &[Register],
        keys: &mut Keys,
        mut each: impl FnMut(Row) -> Result<()>,
    ) -> Result<SheetReport> {
        let planned = plan.sheet(sheet).ok_or(Error::NotFound)?;
        let register = registers.iter().find(|r| Some(&r.key) == planned.register.as_ref()).ok_or(Error::NotFound)?;
        let table = planned.table.as_ref().ok_or(Error::NotFound)?;
        let mut reader = SheetReader::new(register, registers, planned, table);
        let seen = self.book.each_row(sheet, &self.limits, &mut |raw| match reader.read(raw, keys) {
            Some(row) => each(row),
            None => Ok(()),
        })?;
        Ok(reader.report(seen))
    }

    /// The same in chunks of at most `size` rows, for writers that like many at once.
    ///
    /// # Errors
    /// As [`Workbook::rows`].
    pub fn chunks(
        &mut self,
        plan: &Plan,
        sheet: &str,
        registers: &[Register],
        keys: &mut Keys,
        size: usize,
        mut each: impl FnMut(Vec<Row>) -> Result<()>,
    ) -> Result<SheetReport> {
        let mut chunk = Vec::new();
        let report = self.rows(plan, sheet, registers, keys, |row| {
            chunk.push(row);
            if chunk.len() < size { Ok(()) } else { each(std::mem::take(&mut chunk)) }
        })?;
        if !chunk.is_empty() {
            each(chunk)?;
        }
        Ok(report)
    }
}
