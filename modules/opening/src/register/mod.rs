//! What the sheets of another program look like; their rows are lines of an opening.

pub(crate) mod import;
