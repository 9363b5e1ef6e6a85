//! Accounts: where money stands.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
mod rules;
pub mod store;
