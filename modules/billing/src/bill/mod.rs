//! Bills: what is owed for an item, an object and a period, and how it came about; voided or credited, never changed.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
