//! Who stands in for whom while he is away.

pub mod actions;
pub mod model;
pub mod queries;
pub mod rules;
pub mod store;
