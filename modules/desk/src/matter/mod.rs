//! What somebody has to do, what his team has, what he waits for and what he follows – over every process alike.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
