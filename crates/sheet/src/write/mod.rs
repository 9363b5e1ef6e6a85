//! Workbooks out: templates to fill in, error workbooks to correct, lists to keep.

mod errors;
mod export;
mod template;

use kernel::{Error, Lang, Message, lang::Label};
use rust_xlsxwriter::{Color, Format, FormatBorder, XlsxError};

use crate::cell::name_key;

pub use errors::ErrorBook;
pub use export::{Export, ExportColumn};
pub use template::template;

/// The language of a workbook and the catalogue it takes its sentences from.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The language.
    pub lang: Lang,
    /// Says a message in it.
    pub say: &'a dyn Fn(&Message) -> String,
}

impl Words<'_> {
    fn key(&self, key: &'static str) -> String {
        (self.say)(&Message::of(key))
    }

    fn label(&self, label: &Label) -> String {
        match (label, label.said(self.lang)) {
            (_, Some(said)) => said.to_owned(),
            (Label::Key(key), None) => (self.say)(&Message::of(key.clone())),
            (Label::Both { zh, .. }, None) => zh.clone(),
        }
    }
}

/// The most characters a cell of a workbook holds.
const CELL_LIMIT: usize = 32_767;
/// The most rows a sheet holds.
const ROW_LIMIT: u32 = 1_048_576;

/// The heading of the last column of an error workbook.
fn problem_heading(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "导入问题" } else { "Import problems" }
}

/// Whether a heading is the one our error workbook adds; the column is no news when the workbook comes back.
pub(crate) fn is_problem_heading(heading: &str) -> bool {
    [Lang::Zh, Lang::En].into_iter().any(|lang| name_key(problem_heading(lang)) == name_key(heading))
}

/// The name of the sheet of a template that explains the columns.
fn explanations(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "填写说明" } else { "Explanations" }
}

/// Whether a sheet is the one that explains our template; its lines look like headings but are no records.
pub(crate) fn is_explanations(sheet: &str) -> bool {
    [Lang::Zh, Lang::En].into_iter().any(|lang| name_key(explanations(lang)) == name_key(sheet))
}

/// Only faults of ours (too many rows, bad names) can end here; the texts go to the log.
fn failed(error: XlsxError) -> Error {
    Error::Internal(format!("workbook: {error}"))
}

fn heading_format() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E8_EEF4))
        .set_border_bottom(FormatBorder::Thin)
        .set_text_wrap()
}

/// A text that fits a cell. Longer ones end in an ellipsis.
fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_LIMIT {
        return text.to_owned();
    }
    let mut room = CELL_LIMIT - 1;
    let fits = |c: &char| {
        let wide = c.len_utf16();
        let fits = wide <= room;
        room = room.saturating_sub(wide);
        fits
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// A text a spreadsheet would take for a formula.
fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A name a sheet may have: at most 31 characters, none of `[]:*?/\`, no quote at its ends, never empty.
fn sheet_name(name: &str) -> String {
    let clean: String = name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')).collect();
    let mut units = 0;
    let short: String = clean
        .trim_matches(['\'', ' '])
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= 31
        })
        .collect();
    if short.is_empty() { "Sheet".to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_made_to_fit() {
        assert_eq!(sheet_name("房屋[1]/2026"), "房屋12026");
        assert_eq!(sheet_name("'*'"), "Sheet");
        assert_eq!(sheet_name(&"房".repeat(40)).chars().count(), 31);
    }

    #[test]
    fn texts_longer_than_a_cell_are_cut_visibly() {
        let cut = fitting(&"😀".repeat(20_000));
        assert!(cut.encode_utf16().count() <= CELL_LIMIT && cut.ends_with('…'));
        assert_eq!(fitting("短"), "短");
    }
}
