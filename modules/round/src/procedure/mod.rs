//! 作业指导: how a thing is done that recurs. The product brings a library; a company writes versions of its own beside it.

pub mod actions;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
