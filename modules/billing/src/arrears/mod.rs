//! What is owed by age, as of any day.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod store;
