//! Document control of processes: a draft, a review by somebody else, publication from a day on, and what becomes of open cases.

pub(crate) mod actions;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
