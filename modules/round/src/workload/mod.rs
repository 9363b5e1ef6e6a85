//! How much work of plans falls to each post on each day, against the hours the post has.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
