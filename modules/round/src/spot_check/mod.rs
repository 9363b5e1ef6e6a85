//! The second look of somebody else at what was done: which share is drawn, and whether both say the same.

pub mod actions;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod store;
