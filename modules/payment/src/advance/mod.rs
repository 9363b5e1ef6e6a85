//! Months of a kind of fee paid ahead: quoted as they will be billed, taken into a prepayment, with the months given for them.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
