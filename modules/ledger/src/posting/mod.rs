//! Posting: the one way into the book, for the module's own forms and for every paper that moves money.

pub mod actions;
pub mod model;
pub mod queries;
pub mod rules;
pub mod store;
