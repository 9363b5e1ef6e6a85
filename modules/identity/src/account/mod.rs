//! Accounts, their second factor, and the roles granted to them.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
