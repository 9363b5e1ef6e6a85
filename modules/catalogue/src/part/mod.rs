//! The parts of a definition, changed one by one in the text of a draft: stages, actions, limits, fields, tables, fragments.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod rules;
