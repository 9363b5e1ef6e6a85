//! What is held of a resident's money: deposits, and what he paid in advance.

pub(crate) mod pages;
pub(crate) mod queries;
