//! What is paid in advance for a room, by purpose.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod store;
