//! What a resident was told: his own cases, and what reaches his house.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
