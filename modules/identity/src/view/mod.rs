//! How somebody arranged a list for himself: columns, saved views, and the view it begins with.

pub mod actions;
pub mod model;
pub mod queries;
pub mod store;
