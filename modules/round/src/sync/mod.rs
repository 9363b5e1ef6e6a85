//! 离线外勤: what the field app carries along before it loses its signal, and what it brings back.
//!
//! Each entry is known by the id its device made, so that one sent twice counts once; what it is worth is decided over the time
//! it was made, not the time it came.

pub mod actions;
pub mod model;
pub mod queries;
pub(crate) mod rules;
mod store;
