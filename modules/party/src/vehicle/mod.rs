//! Vehicles: whose they are and where they stand.

pub mod actions;
pub(crate) mod import;
pub mod model;
pub mod queries;
pub mod rules;
pub(crate) mod store;
