//! 告警: what equipment says of itself, or people of it, as far as it makes plans due.

pub mod actions;
pub(crate) mod events;
pub mod model;
pub mod queries;
pub(crate) mod rules;
pub(crate) mod store;
