//! The first page after signing in.

pub mod pages;
