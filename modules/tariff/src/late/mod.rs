//! What late payment costs by a tariff: the terms of an edition, from what is typed to what `crates/settle` reckons by.

pub(crate) mod model;
pub(crate) mod rules;
