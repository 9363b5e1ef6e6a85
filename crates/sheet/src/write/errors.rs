//! The rows that failed, as they were given, ready to be corrected and sent again.

use kernel::{Error, Message, Result};
use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet};

use super::{ROW_LIMIT, Words, failed, fitting, heading_format, problem_heading, sheet_name};
use crate::Row;

/// Comments are kept in memory until the file is written; beyond this many, the colour and the last column must do.
const COMMENT_LIMIT: usize = 5_000;

/// Builds the error workbook. Rows are written as they come and not kept.
pub struct ErrorBook<'a> {
    words: Words<'a>,
    workbook: Workbook,
    sheets: usize,
    headings: u16,
    row: u32,
    comments: usize,
}

impl<'a> ErrorBook<'a> {
    /// An empty one.
    pub fn new(words: Words<'a>) -> Self {
        Self { words, workbook: Workbook::new(), sheets: 0, headings: 0, row: 0, comments: 0 }
    }

    /// Begins a sheet with the headings of the table the rows come from.
    ///
    /// # Errors
    /// [`Error::Internal`] when the sheet cannot be written, as when a name comes twice.
    pub fn sheet<'h>(&mut self, name: &str, headings: impl IntoIterator<Item = &'h str>) -> Result<()> {
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(sheet_name(name)).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        let format = heading_format();
        let mut column = 0;
        for heading in headings {
            sheet.set_column_width(column, 16).map_err(failed)?;
            sheet.write_string_with_format(0, column, fitting(heading), &format).map_err(failed)?;
            column += 1;
        }
        sheet.set_column_width(column, 70).map_err(failed)?;
        sheet.write_string_with_format(0, column, problem_heading(self.words.lang), &format).map_err(failed)?;
        (self.sheets, self.headings, self.row) = (self.sheets + 1, column, 0);
        Ok(())
    }

    /// Adds a failed row to the sheet begun last: its cells as given, the bad ones coloured, and what is wrong.
    ///
    /// # Errors
    /// [`Error::Internal`] when no sheet was begun or it is full.
    pub fn row(&mut self, row: &Row) -> Result<()> {
        self.row += 1;
        if self.row >= ROW_LIMIT {
            return Err(Error::Internal("the error workbook is full".to_owned()));
        }
        let index = self.sheets.checked_sub(1).ok_or_else(|| Error::Internal("no sheet begun".to_owned()))?;
        let at = self.row;
        let said: Vec<String> = row.problems.iter().map(|p| (self.words.say)(&p.message)).collect();
        let summary = row.problems.iter().zip(&said).map(|(p, said)| {
            let message = Message::of("sheet-problem-at").with("heading", &p.heading).with("problem", said);
            (self.words.say)(&message)
        });
        let summary = fitting(&summary.collect::<Vec<_>>().join("\n"));
        let last = self.headings;
        let comment = self.comments < COMMENT_LIMIT;
        let sheet = self.workbook.worksheet_from_index(index).map_err(failed)?;
        for (column, (place, given)) in (0..last).zip(row.given.iter().enumerate()) {
            let problem = row.problems.iter().position(|p| p.place == Some(place)).and_then(|i| said.get(i));
            write_cell(sheet, at, column, given, problem.map(String::as_str), comment)?;
            self.comments += usize::from(problem.is_some() && comment);
        }
        sheet.write_string_with_format(at, last, summary, &problem_format().set_text_wrap()).map_err(failed)?;
        Ok(())
    }

    /// The bytes of the workbook.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be written.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.workbook.save_to_buffer().map_err(failed)
    }
}

fn problem_format() -> Format {
    Format::new().set_background_color(Color::RGB(0x00FF_E0DB)).set_font_color(Color::RGB(0x008A_1C0F))
}

/// Everything goes back as text, so that nothing changes on the way: ids keep their zeros, days their spelling.
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    given: &str,
    problem: Option<&str>,
    comment: bool,
) -> Result<()> {
    let text = fitting(given);
    let format = if problem.is_some() { problem_format() } else { Format::new() }.set_num_format("@");
    sheet.write_string_with_format(row, column, text, &format).map_err(failed)?;
    if let Some(problem) = problem.filter(|_| comment) {
        let short: String = problem.chars().take(1_000).collect();
        sheet.insert_note(row, column, &Note::new(short).set_width(260)).map_err(failed)?;
    }
    Ok(())
}
