//! Papers of many records as one file, set in the background.

pub(crate) mod actions;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod store;
