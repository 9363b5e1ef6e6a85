//! What channels tell us by themselves: proved, kept, answered, and worked afterwards.

pub(crate) mod actions;
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod store;
