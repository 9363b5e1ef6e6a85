//! Settlements: what papers – payments, refunds, prepayments used – have settled of bills, and what is owed after that.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
