//! What is typed into one field of a form, as a definition writes it.

pub(crate) mod rules;
