//! Bringing a large import in hidden, and showing all of it at one instant.

pub(crate) mod jobs;
