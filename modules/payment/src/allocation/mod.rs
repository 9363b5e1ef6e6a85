//! In which order money that does not suffice pays the bills of a community.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
