//! What law and rules demand again and again: shipped with the product, adapted by the company.

pub mod actions;
pub mod model;
pub mod queries;
pub mod rules;
pub mod store;
