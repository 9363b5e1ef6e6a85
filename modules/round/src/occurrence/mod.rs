//! 任务: each time a plan is due, what was recorded, and what followed.

pub mod actions;
pub mod events;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
