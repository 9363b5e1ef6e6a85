//! OpenDocument spreadsheets, element by element. Repeated rows and cells are counted, never unrolled into memory.

use std::{
    io::{BufReader, Cursor, Read},
    sync::Arc,
};

use kernel::{Message, Result};
use quick_xml::{
    Reader,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use super::{RowBuilder, Seen, Sink, merge};
use crate::{Cell, Limits, damaged, dates, refuse};

/// An opened workbook; every pass unpacks it again.
pub(crate) struct OdsBook {
    bytes: Arc<[u8]>,
    sheets: Vec<String>,
}

impl OdsBook {
    pub fn open(bytes: Arc<[u8]>, limits: &Limits) -> Result<Self> {
        let mut sheets = Vec::new();
        each_event(&bytes, &mut |event| {
            if let Event::Start(e) = event
                && e.name().as_ref() == "table:table"
            {
                sheets.push(attribute(e, "table:name").unwrap_or_default());
            }
            // Beyond the limit the workbook is refused by its caller; there is no need to gather more.
            Ok(sheets.len() <= limits.sheets)
        })?;
        Ok(Self { bytes, sheets })
    }

    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.clone()
    }

    pub fn each_row(&mut self, sheet: &str, limits: &Limits, sink: Sink<'_>) -> Result<Seen> {
        let rows = RowBuilder::new(limits, merge::Fill::default(), sink);
        let mut walk =
            Walk { rows, limits, here: false, row: RowState::default(), cell: None, seen: Seen::default(), areas: 0 };
        each_event(&self.bytes, &mut |event| walk.step(event, sheet))?;
        let mut seen = walk.seen;
        seen.merged = walk.rows.finish()?;
        Ok(seen)
    }
}

/// Walks through the content until `step` says that it is enough.
fn each_event(bytes: &Arc<[u8]>, step: &mut dyn FnMut(&Event<'_>) -> Result<bool>) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let part = archive.by_name("content.xml").map_err(|_| damaged())?;
    let mut reader = Reader::from_reader(BufReader::new(part.take(u64::MAX)));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut closed = false;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| damaged())? {
            Event::Eof if closed => return Ok(()),
            Event::Eof => return Err(damaged()),
            event => {
                closed |= matches!(&event, Event::End(e) if e.name().as_ref() == "office:document-content");
                if !step(&event)? {
                    return Ok(());
                }
            }
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    unescape(&found.value).ok().map(|value| value.into_owned())
}

/// How often an element stands for itself, or how far it spans.
fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|n| n.parse().ok()).unwrap_or(1).max(1)
}

#[derive(Default)]
struct RowState {
    /// The number of the row, from 1.
    number: u32,
    repeat: u32,
    column: u32,
    cells: Vec<(u32, Cell)>,
}

struct CellState {
    repeat: u32,
    kind: String,
    value: String,
    formula: bool,
    error: bool,
    text: String,
    paragraphs: u32,
    /// Whether we are inside a comment, whose text is none of the cell's.
    comment: bool,
}

struct Walk<'a, 'b> {
    rows: RowBuilder<'a, 'b>,
    limits: &'a Limits,
    here: bool,
    row: RowState,
    cell: Option<CellState>,
    seen: Seen,
    areas: usize,
}

impl Walk<'_, '_> {
    /// Takes one event; answers whether to go on.
    fn step(&mut self, event: &Event<'_>, sheet: &str) -> Result<bool> {
        match event {
            Event::Start(e) if e.name().as_ref() == "table:table" => {
                self.here = attribute(e, "table:name").as_deref() == Some(sheet);
                self.row = RowState { number: 1, ..RowState::default() };
            }
            Event::End(e) if self.here && e.name().as_ref() == "table:table" => return Ok(false),
            Event::Start(e) if self.here => self.start(e)?,
            Event::End(e) if self.here => match e.name().as_ref() {
                "office:annotation" => self.cell.iter_mut().for_each(|c| c.comment = false),
                "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
                "table:table-row" => self.end_row()?,
                _ => {}
            },
            Event::Text(text) if self.here => self.add(&text.xml10_content()),
            Event::GeneralRef(entity) if self.here => {
                let named = || resolve_predefined_entity(entity).map(str::to_owned);
                let character = entity.resolve_char_ref().ok().flatten().map(String::from);
                self.add(&character.or_else(named).unwrap_or_default());
            }
            _ => {}
        }
        Ok(true)
    }

    fn start(&mut self, e: &BytesStart<'_>) -> Result<()> {
        match e.name().as_ref() {
            "table:table-row" => {
                self.row.repeat = count(e, "table:number-rows-repeated");
                self.row.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.merge(e)?;
                let value = ["office:value", "office:date-value", "office:boolean-value", "office:string-value"];
                self.cell = Some(CellState {
                    repeat: count(e, "table:number-columns-repeated"),
                    kind: attribute(e, "office:value-type").unwrap_or_default(),
                    value: value.into_iter().find_map(|name| attribute(e, name)).unwrap_or_default(),
                    formula: attribute(e, "table:formula").is_some(),
                    error: attribute(e, "calcext:value-type").as_deref() == Some("error"),
                    text: String::new(),
                    paragraphs: 0,
                    comment: false,
                });
            }
            "office:annotation" => self.cell.iter_mut().for_each(|c| c.comment = true),
            "text:p" => {
                if let Some(cell) = self.cell.as_mut().filter(|c| !c.comment) {
                    cell.paragraphs += 1;
                    if cell.paragraphs > 1 {
                        self.add("\n");
                    }
                }
            }
            "text:s" => self.add(&" ".repeat(count(e, "text:c").min(100) as usize)),
            "text:tab" => self.add("\t"),
            "text:line-break" => self.add("\n"),
            _ => {}
        }
        Ok(())
    }

    fn merge(&mut self, e: &BytesStart<'_>) -> Result<()> {
        let (rows, columns) = (count(e, "table:number-rows-spanned"), count(e, "table:number-columns-spanned"));
        if rows == 1 && columns == 1 {
            return Ok(());
        }
        self.areas += 1;
        if self.areas > self.limits.merges {
            return Err(refuse(Message::of("sheet-too-many-merges").with("max", self.limits.merges)));
        }
        let (row, column) = (self.row.number, self.row.column);
        self.rows.begin(merge::Area {
            rows: (row, row.saturating_add(rows - 1)),
            columns: (column, column.saturating_add(columns - 1)),
        })
    }

    /// Adds to the text of the cell; what goes beyond the limit only has to show that it does.
    fn add(&mut self, text: &str) {
        let limit = self.limits.text.saturating_mul(4).saturating_add(4);
        if let Some(cell) = self.cell.as_mut().filter(|c| !c.comment && c.text.len() <= limit) {
            cell.text.push_str(text);
        }
    }

    fn end_cell(&mut self) {
        let Some(state) = self.cell.take() else { return };
        let (first, repeat) = (self.row.column, state.repeat);
        self.row.column = first.saturating_add(repeat);
        let formula = state.formula;
        let Some(cell) = taken(state) else { return };
        self.seen.formulas += u32::from(formula && cell != Cell::NotComputed);
        // One column too many is enough for the limit to be seen.
        let last = self.row.column.min(self.limits.columns.saturating_add(1)).max(first.saturating_add(1));
        self.row.cells.extend((first..last).map(|column| (column, cell.clone())));
    }

    fn end_row(&mut self) -> Result<()> {
        let cells = std::mem::take(&mut self.row.cells);
        let next = self.row.number.saturating_add(self.row.repeat);
        if !cells.is_empty() {
            for number in self.row.number..next {
                for (column, cell) in &cells {
                    self.rows.push(number, *column, cell.clone())?;
                }
            }
        }
        self.row.number = next;
        Ok(())
    }
}

fn taken(state: CellState) -> Option<Cell> {
    if state.error {
        return Some(Cell::Error(state.text));
    }
    let cell = match state.kind.as_str() {
        "float" | "currency" | "percentage" => match state.value.parse::<f64>() {
            Ok(number) if number.is_finite() => Cell::Number(number),
            _ => Cell::Error("#NUM!".to_owned()),
        },
        "boolean" => Cell::Bool(state.value == "true"),
        "date" => match dates::read_day(&state.value) {
            Some(day) => Cell::Moment(day, 0),
            None => Cell::Text(state.value),
        },
        _ if !state.text.is_empty() => Cell::Text(state.text),
        _ if !state.value.is_empty() => Cell::Text(state.value),
        _ if state.formula => Cell::NotComputed,
        _ => return None,
    };
    Some(cell)
}
