//! Why there is no document, in words for whoever wrote the template.

use std::fmt;

use kernel::{Error, Message};
use typst::{World, WorldExt, diag::SourceDiagnostic};

use crate::room::Room;

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The program was built without fonts, and the system has none for Chinese.
    NoFont,
    /// The template does not fit its language or its data.
    Template(Vec<Fault>),
}

/// A mistake in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line of the template, counted from 1, when it can be told.
    pub line: Option<usize>,
    /// What is wrong, in English as the typesetter says it.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Failure {
    /// A failure that has no line.
    pub(crate) fn of(message: &str) -> Self {
        Self::Template(vec![Fault { line: None, message: message.to_owned(), hints: Vec::new() }])
    }
}

/// The typesetter's own words with the lines they are about.
pub(crate) fn read(room: &Room, faults: &[SourceDiagnostic]) -> Failure {
    let line = |fault: &SourceDiagnostic| {
        let range = room.range(fault.span)?;
        let source = room.source(fault.span.id()?).ok()?;
        source.lines().byte_to_line(range.start).map(|line| line + 1)
    };
    let told = |fault: &SourceDiagnostic| Fault {
        line: line(fault),
        message: fault.message.to_string(),
        hints: fault.hints.iter().map(|hint| hint.v.to_string()).collect(),
    };
    Failure::Template(faults.iter().map(told).collect())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.message)?;
        self.hints.iter().try_for_each(|hint| write!(f, " ({hint})"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFont => f.write_str(
                "there is no font for Chinese: build with `make assets`, or install the system's Noto Sans CJK",
            ),
            Self::Template(faults) => {
                f.write_str("the template cannot be set")?;
                faults.iter().try_for_each(|fault| write!(f, "; {fault}"))
            }
        }
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoFont => Self::Broken(Message::of("print-no-font")),
            Failure::Template(_) => Self::Internal(failure.to_string()),
        }
    }
}
