//! 计划: what is due where and how often, and what it brings forth.

pub mod actions;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
