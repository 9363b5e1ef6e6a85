//! What is given back of deposits, less what is kept: asked for, approved by somebody else, paid out.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
