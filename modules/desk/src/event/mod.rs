//! What happened to a case, in words.

pub(crate) mod queries;
