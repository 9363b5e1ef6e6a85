//! How two cases are tied.

use kernel::words;
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words! {
    /// What the other case is to this one.
    Tie {
        /// This one is a part of it.
        Parent = "parent",
        /// It is a part of this one.
        Child = "child",
        /// Both are about the same.
        Duplicate = "duplicate",
        /// This one comes from it.
        CausedBy = "caused_by",
        /// It comes from this one.
        Causes = "causes",
    }
}

impl Tie {
    /// What this case is to the other.
    pub fn inverse(self) -> Self {
        match self {
            Self::Parent => Self::Child,
            Self::Child => Self::Parent,
            Self::Duplicate => Self::Duplicate,
            Self::CausedBy => Self::Causes,
            Self::Causes => Self::CausedBy,
        }
    }
}

/// Two cases are tied.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TieCases {
    /// This case.
    pub id: CaseId,
    /// What the other is to it.
    pub tie: Tie,
    /// The other.
    pub other_id: CaseId,
}
