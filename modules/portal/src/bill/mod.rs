//! The resident's bills, each with how it came about.

pub(crate) mod actions;
pub(crate) mod events;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
