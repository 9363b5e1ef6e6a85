//! Who answers for every place and facility, and for which nobody does.

pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
