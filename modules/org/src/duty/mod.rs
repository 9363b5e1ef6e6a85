//! Who is on call for a trade in a span of time.

pub mod actions;
pub mod model;
pub mod queries;
pub mod store;
