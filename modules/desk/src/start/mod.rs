//! What somebody can start: every process that is open to one of his roles.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
