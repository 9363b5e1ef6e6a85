//! A paper before it is set: what records say, arranged as a template wants it.

pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod rules;
