//! What would have been different: recorded cases gone through once more under another version of their process, and
//! imagined ones walked through both.
//!
//! Pure: the log of a case says what people did and when, and the other version says what becomes of it. What a log does not
//! say – the roles somebody held that day – is taken from the posts of today and, where those do not explain what he did, from
//! what his own version asked of him; so a version compared with itself shows no difference.

mod dice;
mod findings;
mod posts;
mod recorded;
mod replay;
mod tally;
mod walks;

pub use findings::{Both, Examples, Findings, Kept, Refused, Times, Why};
pub use posts::Posts;
pub use recorded::Recorded;
pub use replay::{Compared, compare};
pub use tally::Tally;
pub use walks::{Walked, Walks, imagine, walks};
