//! Whether what is published is what the book and the payments say.

pub(crate) mod queries;
