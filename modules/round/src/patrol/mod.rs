//! The site plan with the points of routes on it, and how patrols stand there now.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
