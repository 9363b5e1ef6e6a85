//! The resident's first page: his rooms, one large button, and what goes on.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
