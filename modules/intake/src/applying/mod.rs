//! Putting checked rows into their registers.

pub(crate) mod jobs;
