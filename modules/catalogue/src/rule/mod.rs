//! What a definition says once: how long a case may wait, who is called afterwards, what is looked at a second time – and the cases
//! that are waited for.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod rules;
