//! 银行转账: lines of bank statements, what they pay, and what waits for a person.

pub(crate) mod actions;
pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
