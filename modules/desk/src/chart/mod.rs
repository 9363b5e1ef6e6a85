//! Processes as people look at them: drawn from the definition, with what stands where.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
