//! Any list as a workbook or separated text, row by row.

use chrono_tz::Tz;
use kernel::{Date, Error, Instant, Message, Result, form::Kind};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::Value;

use super::{ROW_LIMIT, failed, fitting, heading_format, looks_like_a_formula, sheet_name};

/// A column of an exported list.
#[derive(Debug, Clone)]
pub struct ExportColumn {
    /// Its heading, already in the reader's language.
    pub heading: String,
    /// What the values are; it decides the number format.
    pub kind: Kind,
    /// The words for coded values (choices, yes and no as `true` and `false`); others are written as they are.
    pub words: Vec<(String, String)>,
    /// Its width in characters.
    pub width: u16,
}

/// Writes a list. Rows are not kept in memory (a workbook keeps them in a temporary file).
pub struct Export {
    columns: Vec<ExportColumn>,
    zone: Tz,
    out: Out,
}

enum Out {
    Workbook { workbook: Box<Workbook>, formats: Box<Formats>, row: u32 },
    Text(String),
}

struct Formats {
    amount: Format,
    day: Format,
    moment: Format,
    quoted: Format,
}

impl ExportColumn {
    /// A column without words.
    pub fn new(heading: impl Into<String>, kind: Kind) -> Self {
        Self { heading: heading.into(), kind, words: Vec::new(), width: 16 }
    }

    /// The same with words for coded values.
    #[must_use]
    pub fn words(mut self, words: impl IntoIterator<Item = (String, String)>) -> Self {
        self.words.extend(words);
        self
    }
}

impl Export {
    /// A workbook with one sheet; instants are shown in `zone`.
    ///
    /// # Errors
    /// [`Error::Internal`] when the temporary file cannot be made.
    pub fn workbook(sheet: &str, columns: Vec<ExportColumn>, zone: Tz) -> Result<Self> {
        let mut workbook = Workbook::new();
        let out = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        out.set_name(sheet_name(sheet)).map_err(failed)?;
        out.set_freeze_panes(1, 0).map_err(failed)?;
        for (index, column) in (0_u16..).zip(&columns) {
            out.set_column_width(index, f64::from(column.width)).map_err(failed)?;
            out.write_string_with_format(0, index, fitting(&column.heading), &heading_format()).map_err(failed)?;
        }
        let formats = Box::new(Formats {
            amount: Format::new().set_num_format("#,##0.00"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            quoted: Format::new().set_quote_prefix(),
        });
        Ok(Self { columns, zone, out: Out::Workbook { workbook: Box::new(workbook), formats, row: 1 } })
    }

    /// Separated text in UTF-8 with a byte order mark, as spreadsheets want it.
    pub fn text(columns: Vec<ExportColumn>, zone: Tz) -> Self {
        let mut text = "\u{feff}".to_owned();
        push_record(&mut text, columns.iter().map(|c| c.heading.clone()));
        Self { columns, zone, out: Out::Text(text) }
    }

    /// Adds a row: one value for each column in the JSON shape of its kind; missing ones and null stay empty.
    ///
    /// # Errors
    /// [`Error::Broken`] when a sheet can hold no more rows.
    pub fn row(&mut self, values: &[Value]) -> Result<()> {
        match &mut self.out {
            Out::Text(text) => {
                let shown = |(column, value): (&ExportColumn, &Value)| shown(column, value, self.zone);
                let cells = self.columns.iter().zip(values).map(shown);
                push_record(text, cells);
            }
            Out::Workbook { workbook, formats, row } => {
                if *row >= ROW_LIMIT {
                    return Err(Error::Broken(Message::of("sheet-export-too-long").with("max", ROW_LIMIT - 1)));
                }
                let sheet = workbook.worksheet_from_index(0).map_err(failed)?;
                for (index, (column, value)) in (0_u16..).zip(self.columns.iter().zip(values)) {
                    write_value(sheet, (*row, index), column, value, self.zone, formats)?;
                }
                *row += 1;
            }
        }
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be written.
    pub fn finish(self) -> Result<Vec<u8>> {
        match self.out {
            Out::Text(text) => Ok(text.into_bytes()),
            Out::Workbook { mut workbook, .. } => workbook.save_to_buffer().map_err(failed),
        }
    }
}

fn write_value(
    sheet: &mut Worksheet,
    (row, index): (u32, u16),
    column: &ExportColumn,
    value: &Value,
    zone: Tz,
    formats: &Formats,
) -> Result<()> {
    let written = match (&column.kind, value) {
        (_, Value::Null) => return Ok(()),
        (Kind::Money | Kind::Area, Value::Number(number)) => {
            let hundredths = number.as_f64().unwrap_or_default();
            sheet.write_number_with_format(row, index, hundredths / 100.0, &formats.amount)
        }
        (Kind::Integer, Value::Number(number)) if number.as_f64().is_some_and(|n| n.abs() < 1e15) => {
            sheet.write_number(row, index, number.as_f64().unwrap_or_default())
        }
        (Kind::Date, Value::String(text)) => match text.parse().ok().and_then(day_cell) {
            Some(day) => sheet.write_datetime_with_format(row, index, day, &formats.day),
            None => sheet.write_string(row, index, fitting(text)),
        },
        (Kind::Instant, Value::String(text)) => match text.parse().ok().and_then(|at| moment_cell(at, zone)) {
            Some(at) => sheet.write_datetime_with_format(row, index, at, &formats.moment),
            None => sheet.write_string(row, index, fitting(text)),
        },
        _ => {
            let text = fitting(&shown(column, value, zone));
            if looks_like_a_formula(&text) {
                sheet.write_string_with_format(row, index, text, &formats.quoted)
            } else {
                sheet.write_string(row, index, text)
            }
        }
    };
    written.map(|_| ()).map_err(failed)
}

fn day_cell(day: Date) -> Option<ExcelDateTime> {
    // Spreadsheets begin in 1900; an earlier day is written as text.
    ExcelDateTime::parse_from_str(&day.to_string()).ok().filter(|_| day.year() >= 1900)
}

fn moment_cell(at: Instant, zone: Tz) -> Option<ExcelDateTime> {
    let local = at.at(zone).format("%Y-%m-%dT%H:%M:%S").to_string();
    ExcelDateTime::parse_from_str(&local).ok().filter(|_| at.date(zone).year() >= 1900)
}

/// The text a reader of the list sees.
fn shown(column: &ExportColumn, value: &Value, zone: Tz) -> String {
    let coded =
        |text: &str| column.words.iter().find(|(code, _)| code == text).map_or(text, |(_, word)| word).to_owned();
    match (&column.kind, value) {
        (_, Value::Null) => String::new(),
        (_, Value::Array(list)) => list.iter().map(|v| shown(column, v, zone)).collect::<Vec<_>>().join("、"),
        (Kind::Money, Value::Number(n)) => n.as_i64().map_or_else(|| n.to_string(), plain_hundredths),
        (Kind::Area, Value::Number(n)) => n.as_i64().map_or_else(|| n.to_string(), plain_hundredths),
        (Kind::Instant, Value::String(text)) => match text.parse::<Instant>() {
            Ok(at) => at.at(zone).format("%Y-%m-%d %H:%M").to_string(),
            Err(_) => text.clone(),
        },
        (_, Value::String(text)) => coded(text),
        (_, other) => coded(&other.to_string()),
    }
}

/// Without thousands separators: a program will read it.
fn plain_hundredths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", value.unsigned_abs() / 100, value.unsigned_abs() % 100)
}

fn push_record(text: &mut String, cells: impl Iterator<Item = String>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            text.push(',');
        }
        // A number may begin with a minus; anything else that begins like a formula is disarmed.
        let harmless = cell.parse::<f64>().is_ok() || !looks_like_a_formula(&cell);
        let cell = if harmless { cell } else { format!("'{cell}") };
        if cell.contains([',', '"', '\n', '\r', '\'']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}
