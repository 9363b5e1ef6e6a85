//! What a tariff would charge: every room under it, before it is put in force.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
