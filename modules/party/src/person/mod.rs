//! Persons: human beings and firms, with their personal data sealed.

pub mod actions;
pub(crate) mod import;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub(crate) mod store;
