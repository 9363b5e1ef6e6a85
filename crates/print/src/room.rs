//! All that a template can see: its document, the fonts, the day.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, Source},
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::{Document, Failure, datetime, fonts::Fonts, named};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Without doors or windows: no file, package or clock outside of it.
pub(crate) struct Room {
    main: Source,
    files: BTreeMap<String, Bytes>,
    fonts: &'static Fonts,
    today: Option<Datetime>,
}

impl Room {
    /// # Errors
    /// The data cannot be written down.
    pub(crate) fn new(
        main: Source,
        fonts: &'static Fonts,
        document: Document,
        place: Option<&Value>,
    ) -> Result<Self, Failure> {
        let written = |said: &Value| serde_json::to_vec(said).map(Bytes::new).map_err(|e| Failure::of(&e.to_string()));
        let mut files = BTreeMap::from([("data.json".to_owned(), written(&document.data)?)]);
        if let Some(place) = place {
            files.insert("place.json".to_owned(), written(place)?);
        }
        for picture in document.pictures {
            files.insert(format!("pictures/{}", picture.name), Bytes::new(picture.svg.into_bytes()));
        }
        Ok(Self { main, files, fonts, today: datetime(&document.at.at(document.zone)) })
    }
}

impl World for Room {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(nowhere(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let of_document = id == named(id.vpath().get_without_slash());
        let file = self.files.get(id.vpath().get_without_slash()).filter(|_| of_document);
        file.cloned().ok_or_else(|| nowhere(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

fn nowhere(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
