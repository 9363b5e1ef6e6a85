//! The controlled process handbook of the company: every process in force as a chapter, drawn from its definition.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
