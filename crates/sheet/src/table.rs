//! Finds the table in a sheet: the heading row, the rows under it, and what stands aside.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    Cell,
    cell::{bare_name_key, cell_name, name_key},
    source::RawRow,
};

/// How many rows with something in them are looked at for the headings.
const HEAD_ROWS: usize = 40;
/// A heading longer than this (in characters) is an instruction.
const HEADING_LIMIT: usize = 60;
/// How many of the cells left aside are kept to show.
const SAMPLES: usize = 20;
/// Rows that begin so, or with the name of a group before it (人工小计), are sums, not records.
const SUMS: [&str; 7] = ["合计", "总计", "小计", "共计", "total", "subtotal", "sum"];
/// Rows that begin so after a blank row open a block of instructions.
const NOTES: [&str; 8] = ["说明", "注", "注意", "备注", "填写说明", "note", "notes", "instructions"];

/// A table found in a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The row of the headings, from 1.
    pub header_row: u32,
    /// The headings from left to right; a column without a heading has an empty one.
    pub headings: Vec<Heading>,
    /// The rows under the headings that are records.
    pub rows: u32,
    /// The number of the last of them; the header's when there is none.
    pub last_row: u32,
    /// What stands beside, above or below and was left aside.
    pub aside: Aside,
    /// Formulas whose stored result was taken.
    pub formulas: u32,
    /// Cells filled from merged areas.
    pub merged: u32,
}

/// A heading and how much stands under it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// The column, from 0.
    pub column: u32,
    /// The text as it stands.
    pub text: String,
    /// How many records have something here.
    pub filled: u32,
}

/// Cells that belong to no record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Aside {
    /// How many.
    pub cells: u32,
    /// The first of them: cell name and text.
    pub samples: Vec<(String, String)>,
}

impl Aside {
    fn add(&mut self, row: &RawRow, outside: impl Fn(u32) -> bool) {
        for raw in row.cells.iter().filter(|c| !c.filled && outside(c.column)) {
            self.cells += 1;
            if self.samples.len() < SAMPLES {
                let text: String = raw.cell.shown().chars().take(80).collect();
                self.samples.push((cell_name(raw.column, row.number), text));
            }
        }
    }
}

/// Whether a row is a record, given where the headings are. Feed it the rows below the headings in order.
#[derive(Debug)]
pub(crate) struct Block {
    first: u32,
    last: u32,
    headings: Vec<(u32, String)>,
    previous: u32,
    in_notes: bool,
}

impl Block {
    pub fn of(table: &Table) -> Self {
        let headings: Vec<_> = table.headings.iter().map(|h| (h.column, name_key(&h.text))).collect();
        let column = |h: Option<&(u32, String)>| h.map_or(0, |h| h.0);
        Self {
            first: column(headings.first()),
            last: column(headings.last()),
            headings,
            previous: table.header_row,
            in_notes: false,
        }
    }

    pub fn holds(&self, column: u32) -> bool {
        (self.first..=self.last).contains(&column)
    }

    /// Whether this row is a record of the table.
    pub fn is_record(&mut self, row: &RawRow) -> bool {
        let cells: Vec<_> = row.cells.iter().filter(|c| self.holds(c.column)).collect();
        let Some(first) = cells.iter().find(|c| !c.filled) else { return false };
        let gap = row.number > self.previous + 1;
        self.previous = row.number;
        if gap {
            self.in_notes = self.opens_notes(&cells.iter().map(|c| &c.cell).collect::<Vec<_>>());
        }
        if self.in_notes || is_sum(&first.cell) {
            return false;
        }
        let repeats = |c: &&crate::source::RawCell| {
            self.headings.iter().any(|(column, key)| *column == c.column && *key == name_key(&c.cell.shown()))
        };
        !(cells.len() > 1 && cells.iter().all(repeats))
    }

    /// After blank rows, a lone text or a pair that explains a heading is the start of instructions, not of more records.
    fn opens_notes(&self, cells: &[&Cell]) -> bool {
        if self.headings.len() < 3 {
            return false;
        }
        let Some(Cell::Text(text)) = cells.first() else { return false };
        let key = name_key(text);
        let explains = NOTES.contains(&key.as_str()) || self.headings.iter().any(|(_, heading)| *heading == key);
        cells.len() == 1 || (cells.len() == 2 && explains)
    }
}

fn is_sum(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let key = name_key(text);
    SUMS.iter().any(|sum| key == *sum || (!sum.is_ascii() && key.ends_with(sum)))
}

/// Looks through a sheet once.
pub(crate) struct Survey<'a> {
    vocabulary: &'a HashSet<String>,
    head: Vec<RawRow>,
    found: Option<(Table, Block)>,
}

impl<'a> Survey<'a> {
    /// `vocabulary` holds every heading any register knows, reduced for comparison.
    pub fn new(vocabulary: &'a HashSet<String>) -> Self {
        Self { vocabulary, head: Vec::new(), found: None }
    }

    pub fn row(&mut self, row: &RawRow) {
        match &mut self.found {
            Some((table, block)) => count(table, block, row),
            None => {
                self.head.push(row.clone());
                if self.head.len() == HEAD_ROWS {
                    self.decide();
                }
            }
        }
    }

    pub fn finish(mut self) -> Option<Table> {
        if self.found.is_none() {
            self.decide();
        }
        self.found.map(|(table, _)| table)
    }

    fn decide(&mut self) {
        let head = std::mem::take(&mut self.head);
        let mut best: Option<(usize, usize, Vec<Heading>)> = None;
        for (index, row) in head.iter().enumerate() {
            if let Some((score, headings)) = self.headings(row)
                && best.as_ref().is_none_or(|(top, _, _)| score > *top)
            {
                best = Some((score, index, headings));
            }
        }
        let Some((_, index, headings)) = best else { return };
        let number = head[index].number;
        let mut table = Table {
            header_row: number,
            headings,
            rows: 0,
            last_row: number,
            aside: Aside::default(),
            formulas: 0,
            merged: 0,
        };
        let mut block = Block::of(&table);
        head[..index].iter().for_each(|row| table.aside.add(row, |_| true));
        table.aside.add(&head[index], |column| !block.holds(column));
        head[index + 1..].iter().for_each(|row| count(&mut table, &mut block, row));
        self.found = Some((table, block));
    }

    /// The headings this row would give, and how much it looks like a row of headings.
    fn headings(&self, row: &RawRow) -> Option<(usize, Vec<Heading>)> {
        let known =
            |text: &str| self.vocabulary.contains(&name_key(text)) || self.vocabulary.contains(&bare_name_key(text));
        let texts: Vec<(u32, &str, bool)> = row
            .cells
            .iter()
            .filter_map(|c| match &c.cell {
                Cell::Text(text) => Some((c.column, text.as_str(), known(text))),
                _ => None,
            })
            .collect();
        let runs = texts.chunk_by(|a, b| a.0 + 1 == b.0);
        let weight = |cells: &[(u32, &str, bool)]| {
            let sensible = |text: &&str| text.chars().count() <= HEADING_LIMIT;
            let distinct: HashSet<&str> = cells.iter().map(|c| c.1).filter(sensible).collect();
            let known: HashSet<&str> = cells.iter().filter(|c| c.2).map(|c| c.1).collect();
            known.len() * 4 + distinct.len()
        };
        let run = runs.max_by_key(|run| (weight(run), std::cmp::Reverse(run[0].0)))?;
        // Known headings beyond an unnamed column still belong to the table.
        let reach = || texts.iter().filter(|c| c.2).map(|c| c.0).chain([run[0].0, run[run.len() - 1].0]);
        let (first, last) = (reach().min()?, reach().max()?);
        let inside: Vec<_> = texts.iter().copied().filter(|c| (first..=last).contains(&c.0)).collect();
        let text_at = |column: u32| row.at(column).map(|c| c.cell.shown()).unwrap_or_default();
        let heading = |column| Heading { column, text: text_at(column).trim().to_owned(), filled: 0 };
        Some((weight(&inside), (first..=last).map(heading).collect()))
    }
}

fn count(table: &mut Table, block: &mut Block, row: &RawRow) {
    if !block.is_record(row) {
        table.aside.add(row, |_| true);
        return;
    }
    table.rows += 1;
    table.last_row = row.number;
    for heading in &mut table.headings {
        heading.filled += u32::from(row.at(heading.column).is_some());
    }
    table.aside.add(row, |column| !block.holds(column));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::RawCell;

    fn row(number: u32, cells: &[(u32, &str)]) -> RawRow {
        let cell = |(column, text): &(u32, &str)| RawCell {
            column: *column,
            cell: text.parse().map_or_else(|_| Cell::Text((*text).to_owned()), Cell::Number),
            filled: false,
        };
        RawRow { number, cells: cells.iter().map(cell).collect() }
    }

    fn survey(rows: &[RawRow], known: &[&str]) -> Option<Table> {
        let vocabulary = known.iter().map(|n| name_key(n)).collect();
        let mut survey = Survey::new(&vocabulary);
        rows.iter().for_each(|r| survey.row(r));
        survey.finish()
    }

    #[test]
    fn instructions_beside_the_records_are_left_aside() {
        let table = survey(
            &[
                row(1, &[(0, "楼栋号"), (1, "单元编号"), (2, "总层数")]),
                row(2, &[(0, "1"), (1, "1"), (2, "33")]),
                row(3, &[(0, "1"), (1, "2"), (2, "33"), (7, "说明")]),
                row(4, &[(7, "楼栋号"), (8, "楼栋编号，从 1 起")]),
            ],
            &["楼栋号", "单元编号"],
        )
        .expect("a table");
        assert_eq!((table.header_row, table.rows, table.last_row), (1, 2, 3));
        assert_eq!(table.aside.cells, 3);
        assert_eq!(table.aside.samples[0], ("H3".to_owned(), "说明".to_owned()));
    }

    #[test]
    fn a_title_above_and_notes_and_sums_below_are_no_records() {
        let table = survey(
            &[
                row(1, &[(0, "阳光花园房屋台账")]),
                row(3, &[(0, "房号"), (1, "面积"), (2, "业主")]),
                row(4, &[(0, "101"), (1, "88.5"), (2, "张三")]),
                row(6, &[(0, "102"), (1, "90"), (2, "李四")]),
                row(7, &[(0, "一单元小计"), (1, "178.5")]),
                row(8, &[(0, "合计"), (1, "178.5")]),
                row(10, &[(0, "说明"), (1, "面积以产证为准")]),
                row(11, &[(0, "填表人"), (1, "赵师傅"), (2, "2026年")]),
            ],
            &["房号"],
        )
        .expect("a table");
        assert_eq!((table.header_row, table.rows, table.last_row), (3, 2, 6));
        assert_eq!(table.aside.cells, 1 + 2 + 2 + 2 + 3);
    }

    #[test]
    fn headings_nobody_knows_are_found_by_their_look() {
        let rows =
            [row(1, &[(0, "费用编号"), (1, "收费项目"), (2, "单价")]), row(2, &[(0, "1"), (1, "物业费"), (2, "1.3")])];
        let table = survey(&rows, &[]).expect("a table");
        assert_eq!((table.header_row, table.headings.len(), table.headings[1].filled), (1, 3, 1));
    }

    #[test]
    fn an_empty_sheet_has_no_table() {
        assert_eq!(survey(&[], &["房号"]), None);
        assert_eq!(survey(&[row(1, &[(0, "1"), (1, "2")])], &[]), None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_every_cell_is_heading_record_or_aside(
            grid in prop::collection::vec(prop::collection::vec(prop_oneof![3 => Just(""), 2 => Just("7"), 1 => Just("房号"), 1 => Just("面积"), 1 => Just("说明")], 6), 0..50)
        ) {
            let rows: Vec<RawRow> = (1..).zip(&grid).map(|(number, texts)| {
                row(number, &(0..).zip(texts.iter().copied()).filter(|(_, t)| !t.is_empty()).collect::<Vec<_>>())
            }).filter(|r| !r.cells.is_empty()).collect();
            let cells: usize = rows.iter().map(|r| r.cells.len()).sum();
            if let Some(table) = survey(&rows, &["房号", "面积"]) {
                let named = table.headings.iter().filter(|h| !h.text.is_empty()).count();
                let recorded: u32 = table.headings.iter().map(|h| h.filled).sum();
                prop_assert_eq!(named + recorded as usize + table.aside.cells as usize, cells);
            }
        }
    }
}
