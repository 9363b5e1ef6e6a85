//! From a TOML file to a definition that is fit to run, and the hash it is pinned by.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{
    definition::Definition,
    lint::{Problem, lint},
};

/// Why a definition cannot be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotADefinition {
    /// It cannot be read; the text names line and column.
    Unreadable(String),
    /// It can be read, but would not work.
    Unfit(Vec<Problem>),
}

impl fmt::Display for NotADefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(text) => f.write_str(text.trim_end()),
            Self::Unfit(problems) => problems.iter().try_for_each(|p| writeln!(f, "{p}")),
        }
    }
}
impl std::error::Error for NotADefinition {}

impl Definition {
    /// Reads a definition and checks that it is fit to run.
    ///
    /// # Errors
    /// [`NotADefinition`] with the line of what cannot be read, or everything that would not work.
    pub fn from_toml(text: &str) -> Result<Self, NotADefinition> {
        let def: Self = toml::from_str(text).map_err(|e| NotADefinition::Unreadable(e.to_string()))?;
        let problems = lint(&def);
        if problems.is_empty() { Ok(def) } else { Err(NotADefinition::Unfit(problems)) }
    }

    /// The hash of its canonical form: the same for two files that differ only in layout, comments or order of keys.
    pub fn hash(&self) -> &str {
        self.hashed.0.get_or_init(|| {
            let canonical = serde_json::to_vec(self).expect("a definition has only text keys");
            data_encoding::HEXLOWER.encode(&Sha256::digest(canonical))
        })
    }
}
