//! What follows something by itself: somebody is told, another case is opened, an action of another module is called, a field set.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod rules;
