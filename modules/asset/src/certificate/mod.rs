//! The papers that show an obligation was met, and how long they hold.

pub mod actions;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
