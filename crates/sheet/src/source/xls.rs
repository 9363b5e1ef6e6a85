//! Workbooks of the old Excel (97 to 2003), record by record: a sheet is never held whole, and what a record claims about the
//! size of others is never believed.

mod records;

use std::sync::Arc;

use calamine::{ExcelDateTime, ExcelDateTimeType};
use kernel::{Message, Result};

use self::records::{Part, Pieces, Texts, kind};
use super::{
    RowBuilder, Seen, Sink,
    compound::{self, u16_at, u32_at},
    merge::{Area, Fill},
    xlsx::moment,
};
use crate::{Cell, Limits, damaged, refuse};

/// An opened workbook: its records, and the texts that cells share.
pub(crate) struct XlsBook {
    records: Arc<[u8]>,
    /// Each sheet with where its records begin.
    sheets: Vec<(String, usize)>,
    texts: Texts,
    /// How numbers look, by the number of the look.
    looks: Vec<Look>,
    from_1904: bool,
}

/// What a number means by the look of its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Number,
    Moment,
    Span,
}

impl XlsBook {
    pub fn open(bytes: &[u8]) -> Result<Self> {
        Self::read(compound::stream(bytes, "Workbook").ok_or_else(damaged)?.into())
    }

    fn read(records: Arc<[u8]>) -> Result<Self> {
        let mut book = Self {
            records: Arc::clone(&records),
            sheets: Vec::new(),
            texts: Texts::default(),
            looks: Vec::new(),
            from_1904: false,
        };
        let mut formats: Vec<(u16, Look)> = Vec::new();
        let mut part = Part::begin(&records, 0)?;
        while let Some((kind, said)) = part.next()? {
            match kind {
                kind::PASSWORD => return Err(refuse(Message::of("sheet-password-protected"))),
                kind::DATE_MODE => book.from_1904 = u16_at(said, 0) == Some(1),
                kind::SHEET => book.sheets.extend(sheet(said)),
                kind::SHARED_TEXTS => book.texts = Texts::read(part.whole(said)).ok_or_else(damaged)?,
                kind::FORMAT => {
                    let written =
                        Pieces::of(vec![said.get(2..).unwrap_or_default()]).long_text().ok_or_else(damaged)?;
                    formats.push((u16_at(said, 0).ok_or_else(damaged)?, look_of(&written)));
                }
                kind::LOOK => {
                    let format = u16_at(said, 2).ok_or_else(damaged)?;
                    let own = formats.iter().rev().find(|(number, _)| *number == format).map(|(_, look)| *look);
                    book.looks.push(own.unwrap_or_else(|| built_in(format)));
                }
                _ => {}
            }
        }
        Ok(book)
    }

    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.iter().map(|(name, _)| name.clone()).collect()
    }

    pub fn each_row(&self, sheet: &str, limits: &Limits, sink: Sink<'_>) -> Result<Seen> {
        let (_, from) = self.sheets.iter().find(|(name, _)| name == sheet).ok_or_else(damaged)?;
        let merged = merged_areas(&mut Part::begin(&self.records, *from)?, limits)?;
        let mut rows = RowBuilder::new(limits, Fill::new(merged), sink);
        let mut seen = Seen::default();
        let mut part = Part::begin(&self.records, *from)?;
        // The text of a formula stands in a record behind it.
        let mut expected: Option<(u16, u16)> = None;
        while let Some((kind, said)) = part.next()? {
            let place = || u16_at(said, 0).zip(u16_at(said, 2)).ok_or_else(damaged);
            let (at, cell) = match kind {
                kind::FORMULA => {
                    expected = None;
                    match self.result(said).ok_or_else(damaged)? {
                        Outcome::Text => {
                            expected = Some(place()?);
                            continue;
                        }
                        Outcome::Cell(cell) => {
                            seen.formulas += 1;
                            (place()?, cell)
                        }
                        Outcome::Nothing => continue,
                    }
                }
                kind::RESULT_TEXT => {
                    let Some(at) = expected.take() else { continue };
                    seen.formulas += 1;
                    (at, Cell::Text(Pieces::of(part.whole(said)).long_text().ok_or_else(damaged)?))
                }
                kind::TEXT | kind::RICH_TEXT => {
                    let mut pieces = Pieces::of(part.whole(said));
                    pieces.skip(6).ok_or_else(damaged)?;
                    (place()?, Cell::Text(pieces.long_text().ok_or_else(damaged)?))
                }
                kind::NUMBERS => {
                    for (column, look, number) in several(said) {
                        rows.push(row_of(place()?.0), column, self.number(look, number))?;
                    }
                    continue;
                }
                _ => match self.single(kind, said) {
                    Some(cell) => (place()?, cell.ok_or_else(damaged)?),
                    None => continue,
                },
            };
            rows.push(row_of(at.0), u32::from(at.1), cell)?;
        }
        seen.merged = rows.finish()?;
        Ok(seen)
    }

    /// The cell of a record that is one; its inside is missing when the record is torn.
    fn single(&self, kind: u16, said: &[u8]) -> Option<Option<Cell>> {
        let look = u16_at(said, 4);
        match kind {
            kind::SHARED_TEXT => {
                let text = u32_at(said, 6).and_then(|number| self.texts.get(number));
                Some(text.map(|text| Cell::Text(text.to_owned())))
            }
            kind::NUMBER => Some(look.zip(f64_at(said, 6)).map(|(look, number)| self.number(look, number))),
            kind::SHORT_NUMBER => Some(look.zip(u32_at(said, 6)).map(|(look, short)| self.number(look, long(short)))),
            kind::BOOL_OR_ERROR => Some(said.get(6).zip(said.get(7)).map(|(value, is_error)| {
                if *is_error == 0 { Cell::Bool(*value != 0) } else { Cell::Error(error(*value)) }
            })),
            _ => None,
        }
    }

    /// What a formula came to when it was last computed.
    fn result(&self, said: &[u8]) -> Option<Outcome> {
        let value = said.get(6..14)?;
        if value[6..] != [0xff, 0xff] {
            return Some(Outcome::Cell(self.number(u16_at(said, 4)?, f64_at(said, 6)?)));
        }
        Some(match value[0] {
            0 => Outcome::Text,
            1 => Outcome::Cell(Cell::Bool(value[2] != 0)),
            2 => Outcome::Cell(Cell::Error(error(value[2]))),
            _ => Outcome::Nothing,
        })
    }

    fn number(&self, look: u16, number: f64) -> Cell {
        let kind = match self.looks.get(usize::from(look)) {
            Some(Look::Moment) => ExcelDateTimeType::DateTime,
            Some(Look::Span) => ExcelDateTimeType::TimeDelta,
            _ if number.is_finite() => return Cell::Number(number),
            _ => return Cell::Error("#NUM!".to_owned()),
        };
        moment(&ExcelDateTime::new(number, kind, self.from_1904))
    }
}

enum Outcome {
    Cell(Cell),
    /// A text, in the record behind.
    Text,
    Nothing,
}

fn row_of(number: u16) -> u32 {
    u32::from(number) + 1
}

/// A sheet of cells, and where its records begin.
fn sheet(said: &[u8]) -> Option<(String, usize)> {
    let (place, is_cells) = (u32_at(said, 0)?, *said.get(5)? == 0);
    let name = Pieces::of(vec![said.get(6..)?]).short_text()?;
    is_cells.then_some((name, usize::try_from(place).ok()?))
}

/// They stand behind the cells, so finding them is a pass of its own.
fn merged_areas(part: &mut Part<'_>, limits: &Limits) -> Result<Vec<Area>> {
    let mut areas = Vec::new();
    while let Some((kind, said)) = part.next()? {
        for area in said.get(2..).filter(|_| kind == kind::MERGED).unwrap_or_default().chunks_exact(8) {
            let at = |place| u32::from(u16_at(area, place).unwrap_or_default());
            areas.push(Area { rows: (at(0) + 1, at(2) + 1), columns: (at(4), at(6)) });
        }
        if areas.len() > limits.merges {
            return Err(refuse(Message::of("sheet-too-many-merges").with("max", limits.merges)));
        }
    }
    Ok(areas)
}

/// The numbers of a row beside each other: column, look, number.
fn several(said: &[u8]) -> impl Iterator<Item = (u32, u16, f64)> + '_ {
    let first = u32::from(u16_at(said, 2).unwrap_or_default());
    let inner = said.len().checked_sub(2).and_then(|end| said.get(4..end)).unwrap_or_default();
    (first..)
        .zip(inner.chunks_exact(6))
        .filter_map(|(column, one)| Some((column, u16_at(one, 0)?, long(u32_at(one, 2)?))))
}

/// A number kept in four bytes: whole, or the upper half of a long one; perhaps in hundredths.
fn long(short: u32) -> f64 {
    let number =
        if short & 2 != 0 { f64::from(short.cast_signed() >> 2) } else { f64::from_bits(u64::from(short & !3) << 32) };
    if short & 1 != 0 { number / 100.0 } else { number }
}

fn f64_at(bytes: &[u8], place: usize) -> Option<f64> {
    let eight: [u8; 8] = bytes.get(place..place + 8)?.try_into().ok()?;
    Some(f64::from_le_bytes(eight))
}

fn error(code: u8) -> String {
    let word = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    word.to_owned()
}

/// How the looks are that need not be written down; those of Chinese Excel among them.
fn built_in(format: u16) -> Look {
    match format {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Look::Moment,
        46 => Look::Span,
        _ => Look::Number,
    }
}

/// What a written look makes of a number: `yyyy"年"m"月"` a moment, `[h]:mm` a span.
fn look_of(written: &str) -> Look {
    let mut letters = written.chars();
    let mut look = Look::Number;
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '"' => drop(letters.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                if !inside.is_empty() && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                    return Look::Span;
                }
            }
            // What stands behind is for numbers below zero and for texts.
            ';' => break,
            'y' | 'm' | 'd' | 'h' | 's' => look = Look::Moment,
            _ => {}
        }
    }
    look
}

#[cfg(test)]
mod tests {
    use super::{records::VERSION, *};

    fn record(kind: u16, said: &[u8]) -> Vec<u8> {
        let length = u16::try_from(said.len()).expect("fits");
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), said].concat()
    }

    fn numbers(list: &[u16]) -> Vec<u8> {
        list.iter().flat_map(|n| n.to_le_bytes()).collect()
    }

    /// The workbook's own records, then those of its one sheet.
    fn book(own: &[Vec<u8>], sheet: &[Vec<u8>]) -> XlsBook {
        let begin = record(kind::BEGIN, &numbers(&[VERSION, 5]));
        let end = record(kind::END, &[]);
        let own = own.concat();
        let place = u32::try_from(begin.len() + 14 + own.len() + end.len()).expect("fits");
        let named = record(kind::SHEET, &[&place.to_le_bytes()[..], &[0, 0, 2, 0, b'A', b'1']].concat());
        let all = [begin.clone(), named, own, end.clone(), begin, sheet.concat(), end].concat();
        XlsBook::read(all.into()).expect("reads")
    }

    fn cells(book: &XlsBook) -> Result<Vec<(u32, u32, Cell)>> {
        let mut all = Vec::new();
        book.each_row("A1", &Limits::default(), &mut |row| {
            all.extend(row.cells.iter().map(|cell| (row.number, cell.column, cell.cell.clone())));
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn numbers_beside_each_other_are_whole_halved_or_in_hundredths() {
        let short = |number: u32| [&numbers(&[0])[..], &number.to_le_bytes()].concat();
        let half = u32::try_from(1.5_f64.to_bits() >> 32).expect("fits");
        let row = [numbers(&[4, 2]), short(7 << 2 | 2), short(half), short(950 << 2 | 3), numbers(&[4])].concat();
        let found = cells(&book(&[], &[record(kind::NUMBERS, &row)])).expect("reads");
        let number = |n: f64| Cell::Number(n);
        assert_eq!(found, [(5, 2, number(7.0)), (5, 3, number(1.5)), (5, 4, number(9.5))]);
        assert_eq!(long((-3_i32).cast_unsigned() << 2 | 2), -3.0);
    }

    #[test]
    fn what_a_formula_came_to_is_taken_from_behind_it() {
        let formula =
            |row: u16, result: [u8; 8]| record(kind::FORMULA, &[&numbers(&[row, 0, 0])[..], &result, &[0; 8]].concat());
        let sheet = [
            formula(0, [0, 0, 0, 0, 0, 0, 0xff, 0xff]),
            record(kind::RESULT_TEXT, &[&numbers(&[2])[..], &[1, 0x2f, 0x66, 0x84, 0x76]].concat()),
            formula(1, [1, 0, 1, 0, 0, 0, 0xff, 0xff]),
            formula(2, [2, 0, 0x17, 0, 0, 0, 0xff, 0xff]),
            formula(3, [3, 0, 0, 0, 0, 0, 0xff, 0xff]),
            formula(4, 2.5_f64.to_le_bytes()),
        ];
        let found: Vec<Cell> = cells(&book(&[], &sheet)).expect("reads").into_iter().map(|(_, _, cell)| cell).collect();
        let text = Cell::Text("是的".into());
        assert_eq!(found, [text, Cell::Bool(true), Cell::Error("#REF!".into()), Cell::Number(2.5)]);
    }

    #[test]
    fn a_shared_text_goes_on_in_the_next_record_as_that_says() {
        let first = [&[1, 0, 0, 0, 2, 0, 0, 0][..], &numbers(&[5]), b"\x00ab"].concat();
        let more = [&[1][..], &numbers(&[0x697c, 0x68, 0x623f]), &numbers(&[0]), &[0]].concat();
        let own = [record(kind::SHARED_TEXTS, &first), record(kind::CONTINUE, &more)];
        let cell = record(kind::SHARED_TEXT, &[&numbers(&[0, 0, 0])[..], &0_u32.to_le_bytes()].concat());
        assert_eq!(cells(&book(&own, &[cell])).expect("reads"), [(1, 0, Cell::Text("ab楼h房".into()))]);
        let nobodys = record(kind::SHARED_TEXT, &[&numbers(&[0, 0, 0])[..], &9_u32.to_le_bytes()].concat());
        assert!(cells(&book(&own, &[nobodys])).is_err(), "a text that is not there is damage");
    }

    #[test]
    fn a_look_makes_a_day_of_a_number() {
        for (written, look) in [
            ("yyyy\"年\"m\"月\"d\"日\"", Look::Moment),
            ("[h]:mm", Look::Span),
            ("#,##0.00\"元\"", Look::Number),
            ("0.00_);[Red]\\-0.00", Look::Number),
            ("General", Look::Number),
            ("[$-804]yyyy-mm-dd;@", Look::Moment),
        ] {
            assert_eq!(look_of(written), look, "{written}");
        }
        let look = record(kind::LOOK, &numbers(&[0, 14]));
        let number = record(kind::NUMBER, &[&numbers(&[0, 0, 0])[..], &46_082_f64.to_le_bytes()].concat());
        let day = kernel::Date::of(2026, 3, 1).expect("a day");
        assert_eq!(
            cells(&book(&[look], std::slice::from_ref(&number))).expect("reads"),
            [(1, 0, Cell::Moment(day, 0))]
        );
        assert_eq!(cells(&book(&[], &[number])).expect("reads"), [(1, 0, Cell::Number(46_082.0))]);
    }

    #[test]
    fn a_chart_in_a_sheet_is_passed_over_and_a_torn_sheet_is_damage() {
        let chart = [
            record(kind::BEGIN, &numbers(&[VERSION, 0x20])),
            record(kind::NUMBER, &[&numbers(&[0, 0, 0])[..], &1_f64.to_le_bytes()].concat()),
            record(kind::END, &[]),
        ];
        assert_eq!(cells(&book(&[], &chart)).expect("reads"), []);
        let torn = record(kind::NUMBER, &numbers(&[0, 0, 0]));
        assert!(cells(&book(&[], &[torn])).is_err());
    }
}
