//! Fee items: what a company charges for, by its own names.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod store;
