//! Roles: named sets of permissions, as the product ships them or as the company says.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod store;
