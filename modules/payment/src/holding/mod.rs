//! What is held of other people's money: prepayments and deposits, each beside the book.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
mod store;
