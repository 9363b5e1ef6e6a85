//! Whether what openings have brought is what stands in the books.

pub(crate) mod queries;
mod store;
