//! Bills paid out of prepayments by night, with a slip for each room.

pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;
