//! The ledger: what was owed, what was paid, and where the money stands on any day.
//!
//! Entries balance, are never changed and never taken away; what was wrong is reversed. Everything follows from the log of entries and the
//! closings of periods, and from nothing else. Deliberately absent: tables, clocks, waiting; fees and bills (`charge`, `settle`).

#![deny(clippy::float_arithmetic)]

pub mod account;
pub mod book;
pub mod capital;
pub mod chart;
pub mod decide;
pub mod entry;
pub mod period;
pub mod refusal;
pub mod series;
pub mod trial;
pub mod verify;
pub mod voucher;

pub use account::{Account, AccountId, Floor, Kind, Side, Standing, Totals};
pub use book::{Book, Taken};
pub use decide::{Decision, View, decide};
pub use entry::{Act, Command, Digest, Entry, EntryId, Fate, Posting, Source};
pub use period::Periods;
pub use refusal::Refusal;

/// The words of this crate, 中文 and English, for the catalogue of whoever shows them.
pub const WORDS: (&str, &str) = (include_str!("../texts/zh-CN.ftl"), include_str!("../texts/en.ftl"));
