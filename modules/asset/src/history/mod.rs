//! The file of a piece of equipment: its running log, how well it serves, what it costs and is still worth.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
