//! What somebody writes, read with the fragments that ship.

use super::{Engine, calls_fit};
use crate::{
    Library, NotADefinition,
    drafting::{Sketch, unfolded},
    include::FragmentOutline,
};
use module::Registry;

impl Engine {
    /// Reads what somebody wrote, fit or not, with everything that would not work and where it is written: in the definition
    /// itself, in the cases it opens, and in the actions it calls.
    ///
    /// # Errors
    /// Only what cannot be read at all, with file and line.
    pub fn sketch(&self, text: &str, registry: &Registry) -> Result<Sketch, NotADefinition> {
        let mut sketch = Sketch::read(text, self.library()?)?;
        let more = self.opens_fit(&sketch.def).into_iter().chain(calls_fit(&sketch.def, registry));
        sketch.add(more.collect());
        Ok(sketch)
    }

    /// The fragments a definition can include.
    pub fn fragments(&self) -> Vec<FragmentOutline> {
        self.library().map(Library::outlines).unwrap_or_default()
    }

    /// A definition's text with a fragment written out where it was included, so that it can be changed there.
    ///
    /// # Errors
    /// What stands in the way, in words for whoever writes.
    pub fn unfolded(&self, text: &str, fragment: &str) -> Result<String, String> {
        unfolded(text, fragment, self.library().map_err(|e| e.to_string())?)
    }
}
