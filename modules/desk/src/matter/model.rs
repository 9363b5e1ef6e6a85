//! Cases as one person looks at them.

use kernel::words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::model::CaseLine;

words! {
    /// Whose matters are asked for.
    Side {
        /// Those the reader works on.
        Mine = "mine",
        /// Those that stand where one of his roles moves them on.
        Team = "team",
        /// Those he took in or asked for, and others work on.
        Others = "others",
        /// Those he watches.
        Followed = "followed",
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskMatters {
    /// Whose; the reader's own when left out.
    pub side: Option<Side>,
}

/// The matters, the most pressing first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Matters {
    /// The cases.
    pub rows: Vec<CaseLine>,
}
