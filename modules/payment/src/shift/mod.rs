//! The cashier's shift: opened with a float, handed in with what was counted, confirmed by somebody else.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
