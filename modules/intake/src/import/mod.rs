//! One uploaded workbook: what was found in it, what people decided about it, and how far it is.

pub(crate) mod actions;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
