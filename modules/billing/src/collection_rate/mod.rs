//! What of what was billed has come in: of this time's periods, and of arrears of earlier ones.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
