//! Merged areas: every cell of one carries the value of its first cell.

use kernel::Result;

use super::{RawCell, RawRow};
use crate::{Cell, Limits, damaged};

/// An area by its first and last row (from 1) and column (from 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub rows: (u32, u32),
    pub columns: (u32, u32),
}

/// Walks down a sheet and fills the merged areas it crosses.
#[derive(Default)]
pub(super) struct Fill {
    /// Areas not reached yet, the topmost last.
    waiting: Vec<Area>,
    crossed: Vec<(Area, Option<Cell>)>,
    /// How many cells were filled so far.
    pub filled: u32,
}

impl Fill {
    pub fn new(mut areas: Vec<Area>) -> Self {
        areas.sort_by_key(|a| std::cmp::Reverse(a.rows.0));
        Self { waiting: areas, ..Self::default() }
    }

    /// Adds an area that begins in the row being gathered.
    pub fn begin(&mut self, area: Area) {
        self.waiting.push(area);
    }

    /// Fills the cells of one row that lie in merged areas and are empty.
    pub fn apply(&mut self, row: &mut RawRow, limits: &Limits) -> Result<()> {
        self.crossed.retain(|(area, _)| area.rows.1 >= row.number);
        while self.waiting.last().is_some_and(|area| area.rows.0 <= row.number) {
            let area = self.waiting.pop().into_iter().filter(|area| area.rows.1 >= row.number);
            self.crossed.extend(area.map(|area| (area, None)));
        }
        // Areas never overlap in a sound file, so no row crosses more of them than it has columns.
        if self.crossed.len() > limits.columns as usize {
            return Err(damaged());
        }
        for (area, value) in &mut self.crossed {
            if area.rows.0 == row.number {
                *value = row.at(area.columns.0).map(|c| c.cell.clone());
            }
            let Some(value) = value else { continue };
            for column in area.columns.0..=area.columns.1.min(limits.columns - 1) {
                if let Err(place) = row.cells.binary_search_by_key(&column, |c| c.column) {
                    row.cells.insert(place, RawCell { column, cell: value.clone(), filled: true });
                    self.filled += 1;
                }
            }
        }
        Ok(())
    }
}
