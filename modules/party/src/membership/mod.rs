//! Which community knows which person, and by which number.

pub(crate) mod store;
