//! The payments a sheet stands for, and how one of them is shown to be among them.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
