//! Hints: what the desk should know about a room or a person.

pub mod actions;
pub mod model;
pub(crate) mod store;
