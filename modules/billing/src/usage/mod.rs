//! What was measured and billed: told to those who read meters, and held against what they read.

pub(crate) mod queries;
mod store;
