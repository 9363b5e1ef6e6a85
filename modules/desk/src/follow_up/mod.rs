//! The call after the work: who is to be called, what is asked, and what came of it.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
