//! What money is spent on.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
