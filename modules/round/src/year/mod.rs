//! The year ahead: what comes rarely and what the law asks for, by month and system.

pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
