//! The workbook we ask people to fill in.

use kernel::{Message, Result, form::Kind};
use rust_xlsxwriter::{DataValidation, Format, Note, Workbook, Worksheet};

use super::{Words, explanations, failed, fitting, heading_format, sheet_name};
use crate::{Column, Register};

/// The rows below the headings that get lists and text format.
const FILLABLE: u32 = 10_000;
/// A list written into a cell rule may not be longer, in characters.
const LIST_LIMIT: usize = 255;

/// A workbook with one sheet for each register – headings with their explanation as a comment, lists for choices, text
/// columns kept as text – and a last sheet that explains every column with an example.
///
/// # Errors
/// [`kernel::Error::Internal`] when two registers have the same title.
pub fn template(registers: &[&Register], words: Words<'_>) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    for register in registers {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(register.title(words.lang))).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (index, column) in (0_u16..).zip(&register.columns) {
            write_column(sheet, index, column, words)?;
        }
    }
    explain(workbook.add_worksheet(), registers, words)?;
    workbook.save_to_buffer().map_err(failed)
}

fn write_column(sheet: &mut Worksheet, index: u16, column: &Column, words: Words<'_>) -> Result<()> {
    let heading = column.heading(words.lang);
    let width = u16::try_from(heading.chars().count()).unwrap_or(60).min(60) * 2 + 6;
    sheet.set_column_width(index, f64::from(width)).map_err(failed)?;
    if matches!(column.field.kind, Kind::Text | Kind::LongText | Kind::Phone | Kind::Date) || column.field.many {
        sheet.set_column_format(index, &Format::new().set_num_format("@")).map_err(failed)?;
    }
    sheet.write_string_with_format(0, index, heading, &heading_format()).map_err(failed)?;
    sheet.insert_note(0, index, &Note::new(explanation(column, words)).set_width(260)).map_err(failed)?;
    let list = column.words(words.lang);
    if !list.is_empty() && !column.field.many && list.join(",").chars().count() <= LIST_LIMIT {
        let rule = DataValidation::new().allow_list_strings(&list).map_err(failed)?;
        sheet.add_data_validation(1, index, FILLABLE, index, &rule).map_err(failed)?;
    }
    Ok(())
}

/// Whether it must be filled, in what form, and what to write.
fn explanation(column: &Column, words: Words<'_>) -> String {
    let mut lines =
        vec![words.key(if column.field.required || column.key { "sheet-required" } else { "sheet-optional" })];
    let form = match &column.field.kind {
        Kind::Date => Some(Message::of("sheet-form-date")),
        Kind::Money => Some(Message::of("sheet-form-money")),
        Kind::Area => Some(Message::of("sheet-form-area")),
        Kind::Integer => Some(Message::of("sheet-form-integer")),
        Kind::Choice { .. } | Kind::Bool => {
            Some(Message::of("sheet-form-choice").with("choices", column.words(words.lang).join(" / ")))
        }
        _ => None,
    };
    lines.extend(form.map(|m| (words.say)(&m)));
    lines.extend(column.split.map(|mark| (words.say)(&Message::of("sheet-form-several").with("mark", mark))));
    lines.extend(column.note.as_ref().map(|note| words.label(note)));
    lines.join("\n")
}

/// One line for each column of each register.
fn explain(sheet: &mut Worksheet, registers: &[&Register], words: Words<'_>) -> Result<()> {
    sheet.set_name(explanations(words.lang)).map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    let heads = ["sheet-explain-sheet", "sheet-explain-column", "sheet-explain-what", "sheet-explain-example"];
    for (index, (key, width)) in (0_u16..).zip(heads.into_iter().zip([16.0, 20.0, 60.0, 24.0])) {
        sheet.set_column_width(index, width).map_err(failed)?;
        sheet.write_string_with_format(0, index, words.key(key), &heading_format()).map_err(failed)?;
    }
    let wrapped = Format::new().set_text_wrap();
    let lines = registers.iter().flat_map(|r| r.columns.iter().map(move |c| (r.title(words.lang), c)));
    for (row, (title, column)) in (1..).zip(lines) {
        sheet.write_string(row, 0, title).map_err(failed)?;
        sheet.write_string(row, 1, column.heading(words.lang)).map_err(failed)?;
        let what = fitting(&explanation(column, words));
        sheet.write_string_with_format(row, 2, what, &wrapped).map_err(failed)?;
        sheet.write_string(row, 3, &column.example).map_err(failed)?;
    }
    Ok(())
}
