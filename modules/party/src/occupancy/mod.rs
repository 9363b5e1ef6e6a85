//! Occupancies: who is what to which place, from when to when.

pub mod actions;
pub(crate) mod import;
pub mod model;
pub mod queries;
pub mod rules;
pub(crate) mod store;
