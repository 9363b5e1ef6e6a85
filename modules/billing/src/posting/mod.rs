//! Bills in the book: what publishing, voiding and crediting them posts, and the proof that both agree.

pub(crate) mod actions;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
