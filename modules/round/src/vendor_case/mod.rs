//! Cases that a firm has in hand, for its people who take part by a link.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
