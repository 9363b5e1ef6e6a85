//! From a TOML file to a definition that is fit to run, and the hash it is pinned by.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{
    definition::Definition,
    drafting::Finding,
    include::Library,
    unreadable::{At, Unreadable, slip},
};

/// How much of a line is shown, in characters.
const MOST_SHOWN: usize = 200;

/// Why a definition cannot be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotADefinition {
    /// It cannot be read.
    Unreadable(Box<Unreadable>),
    /// It can be read, but would not work.
    Unfit(Vec<Finding>),
}

impl fmt::Display for NotADefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => f.write_str(why.to_string().trim_end()),
            Self::Unfit(problems) => problems.iter().try_for_each(|p| writeln!(f, "{p}")),
        }
    }
}
impl std::error::Error for NotADefinition {}

/// Where each line of a text put together from several files was written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines(pub Vec<(String, usize)>);

impl Lines {
    /// A text that begins in this line of its file.
    pub(crate) fn from(file: &str, text: &str, first_line: usize) -> Self {
        Self(text.lines().enumerate().map(|(nth, _)| (file.to_owned(), first_line + nth)).collect())
    }

    /// What cannot be read of this text, with file, line and column, and the line itself.
    pub(crate) fn unreadable(&self, text: &str, error: &toml::de::Error) -> NotADefinition {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = &text[..start];
        let nth = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let (file, line) = self.0.get(nth).cloned().unwrap_or_default();
        let written: String = text.lines().nth(nth).unwrap_or_default().chars().take(MOST_SHOWN).collect();
        let at = Some(At { file, line, column, written });
        NotADefinition::Unreadable(Box::new(Unreadable {
            at,
            words: error.message().to_owned(),
            slip: slip(error.message()),
        }))
    }
}

impl Definition {
    /// Reads a definition and checks that it is fit to run.
    ///
    /// # Errors
    /// [`NotADefinition`] with the line of what cannot be read, or everything that would not work.
    pub fn from_toml(text: &str) -> Result<Self, NotADefinition> {
        Self::from_toml_with(text, &Library::default())
    }

    /// The hash of its canonical form: the same for two files that differ only in layout, comments or order of keys.
    pub fn hash(&self) -> &str {
        self.hashed.0.get_or_init(|| {
            let canonical = serde_json::to_vec(self).expect("a definition has only text keys");
            data_encoding::HEXLOWER.encode(&Sha256::digest(canonical))
        })
    }
}
