//! Reliefs: vacancy, discounts, gift months. None counts before somebody else has approved it.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
