//! Where everything is kept: one SQL text on SQLite and PostgreSQL.
//!
//! A [`Db`] runs works in transactions ([`Db::write`]) and hands out snapshots to read from ([`Db::read`]). SQL is
//! written in the portable subset: `$1` placeholders, UUID ids, BIGINT for numbers, amounts and instants (µs), TEXT for
//! words, dates and JSON, BOOLEAN, BYTEA; `SUM` is cast to BIGINT; text is ordered by bytes (a PostgreSQL database has
//! the C collation); every business row leads with `org_id`.

mod args;
pub mod audit;
pub mod backup;
pub mod counters;
mod db;
mod dialect;
mod error;
pub mod files;
pub mod idempotency;
mod insert;
mod migrate;
pub mod outbox;
mod postgres;
pub mod queue;
mod select;
mod sqlite;
mod tx;

pub use args::{Arg, Args, Sql};
pub use db::{Db, Options, Synchronous};
pub use dialect::Dialect;
pub use migrate::{Migration, Migrations};
pub use select::{Cursor, Order, Select};
pub use tx::{Record, Tx, Value};
