//! The book told: trial balance, and vouchers for finance packages.

pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
mod store;
