//! Meters: what they measure, where they hang, and which took the place of which.

pub(crate) mod actions;
pub(crate) mod import;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
