//! What the repairs of a piece of equipment cost: the parts and the labour their cases tell of.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
