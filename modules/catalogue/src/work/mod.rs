//! Work items, the typed steps inside them, and the fields inside a group.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod rules;
