//! Separated text after RFC 4180, with what spreadsheets add: a byte order mark, semicolons or tabs, bare line ends.

use std::sync::Arc;

use kernel::{Message, Result};

use super::{RowBuilder, Seen, Sink, merge::Fill, sniff};
use crate::{Cell, Limits, damaged, refuse};

/// A text file seen as a workbook of one sheet.
pub(crate) struct CsvBook {
    bytes: Arc<[u8]>,
    name: String,
}

impl CsvBook {
    /// The sheet takes the file's name without folder and ending.
    pub fn open(bytes: Arc<[u8]>, file_name: &str) -> Result<Self> {
        let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
        Ok(Self { bytes, name: if name.is_empty() { "CSV".to_owned() } else { name.to_owned() } })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn each_row(&mut self, limits: &Limits, sink: Sink<'_>) -> Result<Seen> {
        let text = sniff::text(&self.bytes).ok_or_else(damaged)?;
        let mut rows = RowBuilder::new(limits, Fill::default(), sink);
        read(&text, |row, column, field| rows.push(row, column, Cell::Text(field)))?;
        rows.finish()?;
        Ok(Seen::default())
    }
}

/// Hands over every field that is not empty, with its record (from 1) and column (from 0).
fn read(text: &str, mut field: impl FnMut(u32, u32, String) -> Result<()>) -> Result<()> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = separator(text);
    let mut rest = text;
    let (mut row, mut column) = (1_u32, 0_u32);
    while !rest.is_empty() {
        let (value, after) = if rest.starts_with('"') {
            quoted(rest, separator).ok_or_else(|| refuse(Message::of("sheet-csv-quote").with("row", row)))?
        } else {
            let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        };
        if !value.is_empty() {
            field(row, column, value)?;
        }
        rest = after;
        if let Some(next) = rest.strip_prefix(separator) {
            rest = next;
            column = column.saturating_add(1);
        } else {
            rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
            (row, column) = (row.saturating_add(1), 0);
        }
    }
    Ok(())
}

/// Reads a quoted field; what stands between its closing quote and the next separator is kept, as spreadsheets do.
fn quoted(rest: &str, separator: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = &rest[1..];
    loop {
        let quote = rest.find('"')?;
        value.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                value.push('"');
                rest = after;
            }
            None => break,
        }
    }
    let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
    value.push_str(&rest[..end]);
    Some((value, &rest[end..]))
}

/// The separator is the one of `,`, tab and `;` that stands most often in the first line outside quotes.
fn separator(text: &str) -> char {
    let (mut commas, mut tabs, mut semicolons, mut inside) = (0, 0, 0, false);
    for c in text.chars() {
        match c {
            '"' => inside = !inside,
            '\n' | '\r' if !inside => break,
            ',' if !inside => commas += 1,
            '\t' if !inside => tabs += 1,
            ';' if !inside => semicolons += 1,
            _ => {}
        }
    }
    if tabs > commas && tabs >= semicolons {
        '\t'
    } else if semicolons > commas {
        ';'
    } else {
        ','
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Vec<(u32, u32, String)> {
        let mut fields = Vec::new();
        read(text, |row, column, value| {
            fields.push((row, column, value));
            Ok(())
        })
        .expect("reads");
        fields
    }

    fn field(row: u32, column: u32, value: &str) -> (u32, u32, String) {
        (row, column, value.to_owned())
    }

    #[test]
    fn quotes_line_ends_and_the_byte_order_mark_are_understood() {
        let read = all("\u{feff}房号,备注\r\n101,\"说 \"\"急\"\",\n两行\"\n\r\n102,");
        let want = [
            field(1, 0, "房号"),
            field(1, 1, "备注"),
            field(2, 0, "101"),
            field(2, 1, "说 \"急\",\n两行"),
            field(4, 0, "102"),
        ];
        assert_eq!(read, want);
    }

    #[test]
    fn tabs_and_semicolons_separate_too() {
        assert_eq!(all("a\tb,c\td\n")[1], field(1, 1, "b,c"));
        assert_eq!(all("a;b,c;d\n")[1], field(1, 1, "b,c"));
    }

    #[test]
    fn an_open_quote_is_reported_with_its_row() {
        let error = read("a,b\n1,\"never closed\n2,3\n", |_, _, _| Ok(())).expect_err("refuses");
        assert_eq!(error.to_string(), "invalid: file=sheet-csv-quote");
    }

    proptest! {
        #[test]
        fn what_is_written_with_quotes_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-z\",;\n\r\t 房]{1,6}", 1..5), 1..6)) {
            let quote = |s: &String| format!("\"{}\"", s.replace('"', "\"\""));
            let mut text: String = "\"x\",\"x\",\"x\",\"x\",\"x\"\n".to_owned();
            text += &rows.iter().map(|r| r.iter().map(quote).collect::<Vec<_>>().join(",")).collect::<Vec<_>>().join("\r\n");
            let mut want: Vec<_> = (0..5).map(|c| field(1, c, "x")).collect();
            for (row, fields) in (2..).zip(&rows) {
                want.extend((0..).zip(fields).map(|(column, value)| field(row, column, value)));
            }
            prop_assert_eq!(all(&text), want);
        }

        #[test]
        fn no_text_at_all_stops_the_reader(text in "[\",;\n\r\ta\u{feff}房]{0,40}") {
            let _ = read(&text, |_, _, _| Ok(()));
        }
    }
}
