//! Rows of the workbooks of an opening: taken by the import, posted by the opening, taken back with it.

pub(crate) mod actions;
pub(crate) mod import;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
