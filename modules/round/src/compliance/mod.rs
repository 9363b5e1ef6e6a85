//! How well what recurs is kept to, building by building and week by week.

pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
