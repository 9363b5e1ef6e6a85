//! Workbooks in and out.
//!
//! In: [`Workbook::open`] refuses what is no workbook or would harm the server, [`Workbook::plan`] finds the tables and the
//! register each belongs to, [`Workbook::rows`] reads them row by row into JSON of the register's form with every problem
//! at its cell. Out: [`write::template`], [`write::ErrorBook`], [`write::Export`].
//!
//! Deliberately absent: databases, async, and every noun of the trade – modules bring those as [`Register`]s.

mod cell;
mod dates;
mod limits;
mod mapping;
mod plan;
mod register;
mod rows;
mod source;
mod table;
mod workbook;
pub mod write;

pub use cell::{Cell, cell_name};
pub use limits::Limits;
pub use mapping::{ColumnMapping, Mapping, SheetMapping};
pub use plan::{Plan, PlannedColumn, PlannedSheet};
pub use register::{Column, Reference, Register};
pub use rows::{CellProblem, Keys, Placeholder, Row, SheetReport};
pub use source::{Format, is_old_workbook, is_text};
pub use table::{Aside, Heading, Table};
pub use workbook::Workbook;

use kernel::{Error, Message};

/// The uploaded file as a whole is refused; the sentence says what to do about it.
fn refuse(message: Message) -> Error {
    Error::field("file", message)
}

/// The file is torn or made by hand to confuse readers.
fn damaged() -> Error {
    refuse(Message::of("sheet-damaged"))
}

/// The media type of workbooks.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The words of what is said about workbooks: 中文, English.
pub const WORDS: (&str, &str) = (include_str!("../texts/zh-CN.ftl"), include_str!("../texts/en.ftl"));
