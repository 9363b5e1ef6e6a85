//! The daily stock-take of complaints: what came yesterday, what is still open and how old, what repeats, and why.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
