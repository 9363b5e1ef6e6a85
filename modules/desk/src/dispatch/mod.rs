//! Who gets a case: the one chosen, whoever grabs it, or the next on duty.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
