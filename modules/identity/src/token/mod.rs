//! Personal keys for the API.

pub mod actions;
pub mod model;
pub mod queries;
pub mod store;
