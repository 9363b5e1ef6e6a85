//! A resident's own receipts and statements.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
