//! What waits for whom: a line for each person a process tells something.

pub(crate) mod actions;
pub(crate) mod events;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod store;
