//! The house rules (ARCHITECTURE.md, STYLE.md) as functions over the tracked tree; `tests/house.rs` runs each as a test.
//!
//! A rule takes a [`Tree`] and gives the [`Problem`]s it finds, each with its place and what to do. Rules look at text only, so that all of
//! them together take a second or two; what the compiler or clippy can check is left to them.

pub mod literal;
pub mod rules;
pub mod source;
pub mod tree;

pub use tree::{File, Tree};

/// One breach of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `path` or `path:line`.
    pub place: String,
    /// What is wrong there and what to do about it.
    pub what: String,
}

impl Problem {
    /// A problem at a line (counted from 1) of a file.
    pub fn at(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { place: format!("{path}:{line}"), what: what.into() }
    }

    /// A problem of a whole file or folder.
    pub fn of(path: &str, what: impl Into<String>) -> Self {
        Self { place: path.to_owned(), what: what.into() }
    }
}

/// The problems as a text for people, under the rule's title; empty when there is none.
pub fn report(rule: &str, problems: &[Problem]) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = problems.iter().map(|p| format!("  {}: {}", p.place, p.what)).collect();
    format!("\nrule: {rule} ({} to mend)\n{}\n", problems.len(), lines.join("\n"))
}
