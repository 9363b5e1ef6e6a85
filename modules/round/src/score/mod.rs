//! What work is worth: of a person, a vendor, an area, from results, second looks and what came of cases.

pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
