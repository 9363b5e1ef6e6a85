//! Ties between cases that people make: parent and child, duplicates, cause and effect.

pub(crate) mod actions;
pub(crate) mod model;
