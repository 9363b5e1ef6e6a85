//! Entries: the journal, posting by hand, and reversal.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
mod rules;
pub mod store;
