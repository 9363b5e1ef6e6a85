//! The opening of a community's books: begun, compared with its control totals, approved by somebody else, posted, voided.

pub(crate) mod actions;
pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
