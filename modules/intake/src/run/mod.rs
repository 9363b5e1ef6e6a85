//! The process that works on an import, outside any transaction of its own, under a lease renewed with every chunk.

mod jobs;
mod model;

pub use jobs::start;
pub use model::{Note, Run, Watch};
