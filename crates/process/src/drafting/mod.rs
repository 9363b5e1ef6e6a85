//! Definitions while they are written: read although they are not fit yet, changed part by part in their own text, compared.

mod comparing;
mod reading;
mod renaming;
mod value;
mod writing;

pub use comparing::{Change, Difference, Side, compare, lines};
pub use reading::{Finding, Sketch, Written};
pub use renaming::renamed;
pub use value::shown;
pub use writing::{Part, Script, Unwritten, unfolded};
