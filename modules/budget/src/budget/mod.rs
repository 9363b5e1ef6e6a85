//! Budgets of a unit and year, by edition.

pub(crate) mod actions;
pub(crate) mod import;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
