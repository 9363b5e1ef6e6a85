//! What is given back of a prepayment, once somebody else has approved it.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
