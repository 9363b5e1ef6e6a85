//! 违约金: what late payment of a bill has come to by a day, the bills a run makes of it, and what is let off.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
