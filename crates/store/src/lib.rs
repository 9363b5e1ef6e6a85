//! Where everything is kept: one SQL text on SQLite and PostgreSQL.
//!
//! A [`Db`] runs works in transactions ([`Db::write`]) and hands out snapshots to read from ([`Db::read`]). SQL is
//! written in the portable subset: `$1` placeholders, UUID ids, BIGINT for numbers, amounts and instants (µs), TEXT for
//! words, dates and JSON, BOOLEAN, BYTEA; `SUM` is cast to BIGINT; text is ordered by bytes (a PostgreSQL database has
//! the C collation); every business row leads with `org_id`.
//!
//! On SQLite works run one after the other; on PostgreSQL they run side by side and each statement sees what others
//! have committed. A work that decides on what it has read therefore locks it ([`Sql::for_update`]) or guards its
//! UPDATE by a version – or two of them decide on the same row.

mod args;
pub mod audit;
pub mod backup;
pub mod canonical;
mod checkpoint;
pub mod counters;
mod db;
mod dialect;
mod editions;
mod error;
pub mod files;
mod held;
pub mod idempotency;
mod insert;
mod lite;
mod migrate;
pub mod outbox;
pub mod parts;
mod pool;
mod postgres;
pub mod queue;
mod readers;
mod rows;
pub mod schema;
mod select;
mod sqlite;
mod text;
mod tx;

pub use args::{Arg, Args, Sql};
pub use db::{Db, Options, Synchronous};
pub use dialect::Dialect;
pub use editions::Edition;
pub use insert::Bulk;
pub use kernel::cell::{Cell, Misfit, Record, Row, Stored};
pub use migrate::{Migration, Migrations};
pub use record::Record;
pub use select::{Cursor, Order, Seek, Select};
#[doc(hidden)]
pub use text::of_word;
pub use text::{Json, word_of};
pub use tx::{Mark, Tx};
