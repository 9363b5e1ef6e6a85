//! Gift months: who pays so many at once gets so many more. No rule counts before somebody else has approved it.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
