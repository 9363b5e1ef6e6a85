//! Fee sets: the tariffs a room comes under together when somebody moves in.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod store;
