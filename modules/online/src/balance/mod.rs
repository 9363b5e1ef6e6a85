//! 银行余额: what the bank says stood in its account at the end of a day, beside the book, and what explains the difference.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
