//! The second look: each day some ended cases are drawn, and a superior says whether they pass.

pub(crate) mod actions;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod store;
