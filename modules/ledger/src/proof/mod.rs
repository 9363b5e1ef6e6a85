//! The book read again from its first entry, for `steward verify`.

pub mod queries;
mod store;
