//! The time-limit board: due, at risk, missed, waiting – by person and by building.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
