//! Bill runs: what is due and not billed yet, looked at before it is approved and published.

pub(crate) mod actions;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
