//! Whether orders, arrivals, receipts and the book agree.

pub(crate) mod queries;
mod store;
