//! Papers that were printed: who, when, which copy of what.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod store;
