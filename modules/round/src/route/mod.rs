//! 路线: points that are walked one after the other, within their times, with proof.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
