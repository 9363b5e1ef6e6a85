//! Whether payments, boxes and prepayments are what the book says.

pub(crate) mod queries;
mod store;
