//! The calendar of what recurs: what was done, what waits, and what is to come, day by day.

pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
