//! Where places and equipment are on the ground, and who may read where people were.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
