//! Office Open XML, cell by cell: no sheet is ever held whole.

use std::{collections::HashMap, io::Cursor, sync::Arc};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use kernel::{Date, Message, Result};

use super::{
    RowBuilder, Seen, Sink, guarded,
    merge::{Area, Fill},
};
use crate::{Cell, Limits, dates, refuse};

/// The first serial number beyond the calendar of spreadsheets (year 10000).
const END_OF_SERIALS: f64 = 2_958_466.0;

/// An opened workbook; only its shared texts are in memory.
pub(crate) struct XlsxBook {
    book: Xlsx<Cursor<Arc<[u8]>>>,
    merges: HashMap<String, Vec<Area>>,
}

impl XlsxBook {
    pub fn open(bytes: Arc<[u8]>) -> Result<Self> {
        let book = guarded(|| Xlsx::new(Cursor::new(bytes)).ok())?;
        Ok(Self { book, merges: HashMap::new() })
    }

    pub fn sheet_names(&self) -> Vec<String> {
        let drawn = |kind: calamine::SheetType| kind != calamine::SheetType::WorkSheet;
        self.book.sheets_metadata().iter().filter(|s| !drawn(s.typ)).map(|s| s.name.clone()).collect()
    }

    pub fn each_row(&mut self, sheet: &str, limits: &Limits, sink: Sink<'_>) -> Result<Seen> {
        let merges = self.merged_areas(sheet, limits)?;
        let mut cells = guarded(|| self.book.worksheet_cells_reader(sheet).ok())?;
        let mut rows = RowBuilder::new(limits, Fill::new(merges), sink);
        let mut seen = Seen::default();
        while let Some(record) = guarded(|| cells.next_cell_with_formula_metadata().ok())? {
            let formula = record.formula.is_some();
            let cell = match taken(record.value) {
                Some(cell) => {
                    seen.formulas += u32::from(formula);
                    cell
                }
                None if formula => Cell::NotComputed,
                None => continue,
            };
            rows.push(record.pos.0.saturating_add(1), record.pos.1, cell)?;
        }
        seen.merged = rows.finish()?;
        Ok(seen)
    }

    /// They stand behind the cells in the file, so finding them is a pass of its own; it is made once.
    fn merged_areas(&mut self, sheet: &str, limits: &Limits) -> Result<Vec<Area>> {
        if let Some(areas) = self.merges.get(sheet) {
            return Ok(areas.clone());
        }
        let found = guarded(|| self.book.merge_cells_by_sheet_name(sheet).ok())?;
        if found.len() > limits.merges {
            return Err(refuse(Message::of("sheet-too-many-merges").with("max", limits.merges)));
        }
        let area = |d: &calamine::Dimensions| Area {
            rows: (d.start.0.saturating_add(1), d.end.0.saturating_add(1)),
            columns: (d.start.1, d.end.1),
        };
        let areas: Vec<Area> = found.iter().map(area).collect();
        self.merges.insert(sheet.to_owned(), areas.clone());
        Ok(areas)
    }
}

fn taken(value: DataRef<'_>) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::Number(f64_of(number)),
        DataRef::Float(number) if number.is_finite() => Cell::Number(number),
        DataRef::Float(_) => Cell::Error("#NUM!".to_owned()),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text.to_owned()),
        DataRef::Bool(yes) => Cell::Bool(yes),
        DataRef::DateTime(at) => moment(&at),
        DataRef::DateTimeIso(text) => match dates::read_day(&text) {
            Some(day) => Cell::Moment(day, 0),
            None => Cell::Text(text),
        },
        DataRef::Error(error) => Cell::Error(error.to_string()),
    })
}

#[allow(clippy::cast_precision_loss, reason = "cells hold binary floating point anyway")]
fn f64_of(number: i64) -> f64 {
    number as f64
}

/// A cell formatted as a date. Durations, times of day and numbers off the calendar stay numbers.
pub(super) fn moment(at: &ExcelDateTime) -> Cell {
    let serial = at.as_f64();
    if at.is_duration() || !(1.0..END_OF_SERIALS).contains(&serial) {
        return if serial.is_finite() { Cell::Number(serial) } else { Cell::Error("#NUM!".to_owned()) };
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
    match Date::of(i32::from(year), u32::from(month), u32::from(day)) {
        Some(day) => Cell::Moment(day, seconds),
        None => Cell::Number(serial),
    }
}
