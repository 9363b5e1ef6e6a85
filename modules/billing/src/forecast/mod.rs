//! What the tariffs in force will bill in the months to come.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
mod rules;
