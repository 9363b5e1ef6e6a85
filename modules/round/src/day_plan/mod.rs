//! The day of a post hour by hour, as whoever fills it has it on his phone, and who has read it (岗位一日流程).

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
