//! Closings: up to a day everything stands.

pub mod actions;
pub mod model;
pub mod queries;
mod rules;
pub mod store;
