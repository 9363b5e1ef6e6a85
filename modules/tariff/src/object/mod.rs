//! What stands under a tariff: rooms and parking spaces, from–to, and what the engine is told of them.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
