//! The channels themselves, ready to be called.

pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod rules;
