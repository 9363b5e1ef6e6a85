//! Taking a case in: the one screen for the person on the telephone.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
