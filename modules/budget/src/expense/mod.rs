//! Spending: claims, invoices and settlements, approved by amount and budget, paid, booked.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
