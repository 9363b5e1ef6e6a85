//! 对账单: what a household owed when a period began, what moved in it, and what it owed at its end.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
