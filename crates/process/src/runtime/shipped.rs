//! What ships, read when it is used: a text that was proven once is not proven again at every start.
//!
//! A database remembers which set of texts it has published, with the outline of each. A start that finds its own set there
//! reads no definition at all; any other set is read and proven whole, all of it together.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use kernel::{Error, Result};
use sha2::{Digest, Sha256};

use super::engine::proven;
use crate::{
    NotADefinition,
    definition::Definition,
    include::{Library, is_fragment},
    outline::Outline,
};

/// Outlines written by another reader are not those of this one: what they hold, and what it means, stands in this text.
const READER: [&str; 2] = [include_str!("../outline.rs"), include_str!("../readers.rs")];

/// A definition that is in force: its outline, and itself once somebody has asked for it.
pub(super) struct Entry {
    pub outline: Arc<Outline>,
    def: OnceLock<Arc<Definition>>,
    written: Option<(&'static str, Arc<Fragments>)>,
}

impl Entry {
    /// One that was read already.
    pub(super) fn read(def: Arc<Definition>) -> Self {
        Self { outline: Arc::new(Outline::of(&def)), def: OnceLock::from(def), written: None }
    }

    /// The definition, read now if nobody has asked before.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be read: it could when it was proven.
    pub(super) fn def(&self) -> Result<Arc<Definition>> {
        if let Some(def) = self.def.get() {
            return Ok(def.clone());
        }
        let Some((text, fragments)) = &self.written else {
            return Err(Error::Internal(format!("{} was never written", self.outline.key)));
        };
        let read = fragments.library().and_then(|library| library.read(text));
        let (def, ..) = read.map_err(|e| Error::Internal(e.to_string()))?;
        // Under this hash it was published.
        let _ = def.hashed.0.set(self.outline.hash.clone());
        Ok(self.def.get_or_init(|| Arc::new(def)).clone())
    }
}

/// The fragments among the texts that ship, read when one is included.
pub(super) struct Fragments {
    texts: Vec<&'static str>,
    library: OnceLock<Library>,
}

impl Fragments {
    /// What can be included.
    pub(super) fn library(&self) -> std::result::Result<&Library, NotADefinition> {
        if let Some(library) = self.library.get() {
            return Ok(library);
        }
        let (library, _) = Library::of(&self.texts)?;
        Ok(self.library.get_or_init(|| library))
    }
}

/// Everything that ships.
pub(super) struct Shipped {
    /// The digest of all its texts.
    pub texts: String,
    pub fragments: Arc<Fragments>,
    pub entries: Vec<Arc<Entry>>,
}

impl Shipped {
    /// The outlines, as a database remembers them.
    pub(super) fn outlines(&self) -> Result<String> {
        let outlines: Vec<&Outline> = self.entries.iter().map(|e| &*e.outline).collect();
        Ok(serde_json::to_string(&outlines)?)
    }
}

/// What this program has read or been told of, once for all houses it holds.
static SHIPPED: Mutex<BTreeMap<String, Arc<Shipped>>> = Mutex::new(BTreeMap::new());

/// The digest of a set of texts, by which a database knows it again.
pub(super) fn digest(texts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for text in READER.iter().chain(texts) {
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    }
    data_encoding::HEXLOWER.encode(&digest.finalize())
}

/// The texts with their outlines: `known` from the database when it remembers them, else read and proven.
///
/// # Errors
/// [`Error::Internal`] with everything that is not fit to run.
pub(super) fn shipped(texts: &[&'static str], digest: String, known: Option<String>) -> Result<Arc<Shipped>> {
    let mut kept = SHIPPED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shipped) = kept.get(&digest) {
        return Ok(shipped.clone());
    }
    let (fragments, written): (Vec<&str>, Vec<&str>) = texts.iter().partition(|text| is_fragment(text));
    let fragments = Arc::new(Fragments { texts: fragments, library: OnceLock::new() });
    let known: Option<Vec<Outline>> = known.and_then(|text| serde_json::from_str(&text).ok());
    let entries = match known.filter(|outlines| outlines.len() == written.len()) {
        Some(outlines) => {
            let entry = |(text, outline)| {
                let written = Some((text, fragments.clone()));
                Arc::new(Entry { outline: Arc::new(outline), def: OnceLock::new(), written })
            };
            written.into_iter().zip(outlines).map(entry).collect()
        }
        None => {
            let library = fragments.library().map_err(|e| Error::Internal(e.to_string()))?;
            proven(&written, library)?.into_iter().map(|def| Arc::new(Entry::read(def))).collect()
        }
    };
    let shipped = Arc::new(Shipped { texts: digest.clone(), fragments, entries });
    kept.insert(digest, shipped.clone());
    Ok(shipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPAIR: &str = include_str!("../../../../modules/desk/processes/repair.toml");
    const CALL_BACK: &str = "fragment = \"unused\"\n[[stage]]\n";

    #[test]
    fn texts_a_database_knows_are_not_proven_again() {
        let broken: &'static str =
            REPAIR.replace("number = \"BX\"", "number = \"B9\"\n[[stage]]\nid = \"island\"").leak();
        assert!(shipped(&[broken], digest(&[broken]), None).is_err(), "what nobody knows is proven");
        let outline = Outline { hash: "once".into(), ..Outline::of(&Definition::from_toml(REPAIR).expect("is fit")) };
        let known = serde_json::to_string(&[&outline]).expect("is text");
        let told = shipped(&[broken], digest(&[broken]), Some(known)).expect("is taken as it is known");
        assert_eq!(*told.entries[0].outline, outline);
    }

    #[test]
    fn a_definition_is_read_when_it_is_used_and_keeps_the_hash_it_was_published_under() {
        let texts = [CALL_BACK, REPAIR];
        let proven = shipped(&texts, "proven".into(), None).expect("is fit");
        let again = shipped(&texts, "again".into(), Some(proven.outlines().expect("is text"))).expect("is known");
        assert!(again.entries[0].def.get().is_none());
        let (before, after) = (proven.entries[0].def().expect("reads"), again.entries[0].def().expect("reads"));
        assert_eq!((before.hash(), &before), (after.hash(), &after));
    }

    #[test]
    fn what_was_remembered_by_another_reader_is_proven_anew() {
        let told = shipped(&[REPAIR], "other".into(), Some("[{\"key\": \"repair\"}]".into())).expect("is fit");
        assert_eq!(told.entries[0].outline.title.zh, "报修");
    }
}
