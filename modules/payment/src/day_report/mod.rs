//! The day of the counter: who took what in which way for what, what was voided and given back, and whether the book says the same.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
