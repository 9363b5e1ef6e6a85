//! 今日任务: the phone of whoever does what is due – his list, and one task with its steps one under the other.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
