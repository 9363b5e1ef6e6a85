//! What stands inside the parts of a draft: steps, fields of a group, effects.

pub(crate) mod model;
