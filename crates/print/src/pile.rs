//! Many papers in one file.

use std::collections::BTreeSet;

use crate::{Document, Failure, Printed, Template, binding::Binding};

/// A file that grows by papers which know nothing of each other: receipts, notices. Each document that is put on it is set once and
/// forgotten, so that memory holds one of them beside the finished pages. Some hundred papers in one document share their type.
pub struct Pile {
    binding: Binding,
    missing: BTreeSet<char>,
}

impl Pile {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { binding: Binding::new(), missing: BTreeSet::new() }
    }

    /// Puts a document behind those that are there.
    ///
    /// # Errors
    /// Those of [`Template::print`].
    pub fn add(&mut self, template: &Template, document: Document) -> Result<(), Failure> {
        let made = template.print(document)?;
        self.missing.extend(made.missing);
        self.binding.add(made.pdf, false)
    }

    /// The file they make.
    ///
    /// # Errors
    /// There is nothing on it.
    pub fn finish(self) -> Result<Printed, Failure> {
        let (pdf, pages) = self.binding.finish()?;
        Ok(Printed { pdf, pages, missing: self.missing.into_iter().collect() })
    }
}

impl Default for Pile {
    fn default() -> Self {
        Self::new()
    }
}
