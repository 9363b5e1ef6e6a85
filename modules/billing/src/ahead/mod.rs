//! Months of a kind of fee that come, reckoned before they are billed: what whoever pays them ahead pays.

pub(crate) mod model;
pub(crate) mod queries;
mod rules;
