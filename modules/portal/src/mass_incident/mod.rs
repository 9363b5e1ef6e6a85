//! What is known already and reaches a resident's home, or the place of a printed code: told before he reports it once more.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
