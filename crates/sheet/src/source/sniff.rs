//! What a file is, by what is in it; its name proves nothing.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};
use kernel::{Message, Result};
use serde::{Deserialize, Serialize};

use super::{compound, guard};
use crate::{Limits, refuse};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Office Open XML, `.xlsx`.
    Xlsx,
    /// The old Excel, 97 to 2003, `.xls`.
    Xls,
    /// OpenDocument spreadsheet, `.ods`.
    Ods,
    /// Separated text, `.csv`: UTF-8, UTF-16 or GB18030.
    Csv,
}

/// Decides the format and refuses, with a reason, what is none or could do harm.
pub(super) fn sniff(bytes: &[u8], limits: &Limits) -> Result<Format> {
    if bytes.is_empty() {
        return Err(refuse(Message::of("sheet-empty-file")));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped(bytes, limits);
    }
    if bytes.starts_with(&compound::MARK) {
        return old_office(bytes);
    }
    let Some(text) = text(bytes) else {
        // A program or picture has zero bytes near its start.
        let binary = bytes.iter().take(4096).any(|b| *b == 0);
        return Err(refuse(Message::of(if binary { "sheet-not-a-workbook" } else { "sheet-csv-unreadable" })));
    };
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(64).collect();
    let start = start.to_ascii_lowercase();
    if start.starts_with("<html")
        || start.starts_with("<!doctype")
        || start.starts_with("<?xml")
        || start.starts_with("<table")
    {
        return Err(refuse(Message::of("sheet-web-page")));
    }
    if text.contains('\0') || start.starts_with("#!") || start.starts_with("%pdf") {
        return Err(refuse(Message::of("sheet-not-a-workbook")));
    }
    Ok(Format::Csv)
}

/// The text of a file, as Chinese office programs write it: UTF-8, UTF-16 behind its mark, or GB18030, of which GBK is a
/// part. Nothing when it is in none of them from beginning to end.
pub(super) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8) {
        return encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        // Nearly every pair of bytes is a character there, so that a picture may pass for text but for its control bytes.
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .filter(|text| !text.contains(|c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n'))),
    }
}

/// Whether a file is text that can be read as a table: in one of the encodings office programs write, without control bytes.
pub fn is_text(bytes: &[u8]) -> bool {
    let readable = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n');
    text(bytes).is_some_and(|text| !text.is_empty() && text.chars().all(readable))
}

fn zipped(bytes: &[u8], limits: &Limits) -> Result<Format> {
    let parts = guard::check(bytes, limits)?;
    let has = |wanted: &str| parts.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("xl/workbook.bin") {
        Err(refuse(Message::of("sheet-format-unsupported").with("format", "xlsb")))
    } else if parts.iter().any(|name| name.to_ascii_lowercase().starts_with("xl/")) {
        Ok(Format::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        Ok(Format::Ods)
    } else {
        Err(refuse(Message::of("sheet-not-a-workbook")))
    }
}

/// Whether a file is a workbook of Excel 97 to 2003, by what is in it.
pub fn is_old_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(&compound::MARK) && matches!(old_office(bytes), Ok(Format::Xls))
}

/// The container of the old office programs; an encrypted new workbook hides in one too.
fn old_office(bytes: &[u8]) -> Result<Format> {
    let named = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide)
    };
    if named("EncryptedPackage") {
        Err(refuse(Message::of("sheet-password-protected")))
    } else if named("Workbook") {
        Ok(Format::Xls)
    } else if named("Book") {
        Err(refuse(Message::of("sheet-old-workbook")))
    } else {
        Err(refuse(Message::of("sheet-not-a-workbook")))
    }
}
