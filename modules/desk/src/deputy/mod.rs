//! Acting for colleagues who are away.

pub(crate) mod queries;
