//! What a resident can have done beside a report: every process that is open to whoever asks.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
