//! Binding: a code on paper becomes a resident's account, or one more community of an account he has.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod rules;
