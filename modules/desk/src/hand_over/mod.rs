//! Open work going from one colleague to others at once: a leaver's, or that of somebody who is moved.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
