//! Documents on paper: a template and data in, PDF out (ADR 0013).
//!
//! A [`Template`] is text in the language of the typesetter; what it says comes in as a [`Document`]'s data, which the template reads
//! with `json("/data.json")`, and as pictures, read with `image("/pictures/<name>")`. Words of people are values there and never
//! source, so that nothing anybody typed is executed. Language and type are set before the template begins.
//!
//! Deliberately absent: files, packages, the network, and any clock but the one given – a template sees its document and nothing
//! else, and equal input gives equal bytes. Making a long document takes seconds of a processor: never on a thread that serves others.
//!
//! A long document is given in [`Part`]s and bound: no more than one of them is in memory while it is set, and each knows from
//! `json("/place.json")` where in the whole it stands.

mod binding;
mod failure;
mod fonts;
mod object;
mod pile;
mod room;

pub use failure::{Failure, Fault};
pub use pile::Pile;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, TimeZone, Timelike};
use chrono_tz::Tz;
use kernel::{Instant, Lang};
use serde_json::{Value, json};
use typst::{
    diag::Warned,
    foundations::{Datetime, Smart},
    introspection::Introspector,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use binding::Binding;
use room::Room;

/// Stands where a character is that no font has.
const BOX: char = '□';

/// A template, read once and used for any number of documents.
#[derive(Debug, Clone)]
pub struct Template {
    chinese: Source,
    english: Source,
}

/// What a document is made of besides its template.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it says: an object.
    pub data: Value,
    /// Drawings it shows.
    pub pictures: Vec<Picture>,
    /// When it was made, for the document's properties.
    pub at: Instant,
    /// Where: what `datetime.today()` says is the day there.
    pub zone: Tz,
    /// The language it is set in: hyphens, line ends, quotes, and what a screen reader speaks.
    pub lang: Lang,
}

/// A drawing.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its name below `/pictures/`, as in `repair.svg`. Names come again from document to document: each one ever used is remembered.
    pub name: String,
    /// The SVG with its look inside.
    pub svg: String,
}

/// A part of a long document, on pages of its own. Its template knows from `json("/place.json")` the number of its first page
/// (`first`), how many pages the whole has (`pages`), and the page of every labelled element of any part (`names`); a link to
/// `"#name"` leads to a labelled heading of any part. The template is set twice: to count pages, when `pages` is 0 and there are
/// no `names` yet, and to be printed. Both times it must take the same pages.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is made of.
    pub document: Document,
    /// Whether it goes on with the chapter of the part before: then its bookmarks stand below that chapter's.
    pub goes_on: bool,
}

/// A finished document.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Characters that neither our fonts nor the system's have; a box stands in place of each.
    pub missing: Vec<char>,
}

impl Template {
    /// Reads a template. Mistakes in it are found when it is used.
    pub fn new(text: &str) -> Self {
        let source = |lang: Lang| Source::new(named("main.typ"), format!("{}{text}", ground(lang)));
        Self { chinese: source(Lang::Zh), english: source(Lang::En) }
    }

    /// Makes a document.
    ///
    /// # Errors
    /// The template has mistakes, each with its line and what to do; or there is no font to set it in.
    pub fn print(&self, document: Document) -> Result<Printed, Failure> {
        let made = self.made(document, None);
        forget();
        made
    }

    /// Makes one document of several parts. Nothing of a part stays in memory but its finished pages.
    ///
    /// # Errors
    /// Those of [`Template::print`]; a link leads to a name that nothing has; or a part takes other pages once it knows its place.
    pub fn bind(&self, parts: &[Part]) -> Result<Printed, Failure> {
        let (mut firsts, mut next) = (Vec::new(), 1);
        let mut names = BTreeMap::new();
        for part in parts {
            let counted = self.counted(part.document.clone(), next, &mut names);
            forget();
            firsts.push(next);
            next += counted?;
        }
        let (mut binding, mut missing) = (Binding::new(), BTreeSet::new());
        for (nth, part) in parts.iter().enumerate() {
            let (first, after) = (firsts[nth], firsts.get(nth + 1).copied().unwrap_or(next));
            let place = json!({ "first": first, "pages": next - 1, "names": names });
            let made = self.made(part.document.clone(), Some(&place));
            forget();
            let made = made?;
            if first + made.pages != after {
                return Err(Failure::of("a part takes other pages once it knows its place"));
            }
            missing.extend(made.missing);
            binding.add(made.pdf, part.goes_on)?;
        }
        let (pdf, pages) = binding.finish()?;
        Ok(Printed { pdf, pages, missing: missing.into_iter().collect() })
    }

    /// How many pages a part takes that begins on this one; its names are noted with theirs.
    fn counted(&self, document: Document, first: usize, names: &mut BTreeMap<String, usize>) -> Result<usize, Failure> {
        let nowhere = json!({ "first": first, "pages": 0, "names": {} });
        let (set, ..) = self.set(document, Some(&nowhere))?;
        let seen = set.introspector();
        for labelled in seen.query_labelled() {
            let page = labelled.location().and_then(|location| seen.page(location));
            if let (Some(label), Some(page)) = (labelled.label(), page) {
                names.entry(label.resolve().to_string()).or_insert(first + page.get() - 1);
            }
        }
        Ok(set.pages().len())
    }

    /// Sets the pages and writes them down.
    fn made(&self, document: Document, place: Option<&Value>) -> Result<Printed, Failure> {
        let timestamp = datetime(&document.at.utc()).map(Timestamp::new_utc);
        let creator = Smart::Custom(Some("Steward".to_owned()));
        let options = PdfOptions { timestamp, creator, ..PdfOptions::default() };
        let (set, room, missing) = self.set(document, place)?;
        let pdf = typst_pdf::pdf(&set, &options).map_err(|faults| failure::read(&room, &faults))?;
        Ok(Printed { pdf, pages: set.pages().len(), missing })
    }

    /// Sets the pages.
    fn set(&self, mut document: Document, place: Option<&Value>) -> Result<(PagedDocument, Room, Vec<char>), Failure> {
        let mut wanted = BTreeSet::new();
        spoken(&document.data, &mut wanted);
        wanted.extend(document.pictures.iter().flat_map(|p| p.svg.chars()).filter(|c| is_drawn(*c)));
        let (fonts, missing) = fonts::for_all(&wanted)?;
        if !missing.is_empty() {
            tracing::warn!(characters = %missing.iter().collect::<String>(), "no font has these characters; a box stands for each");
            boxed(&mut document.data, &missing);
            document.pictures.iter_mut().for_each(|p| p.svg = with_boxes(&p.svg, &missing));
        }
        let source = match document.lang {
            Lang::Zh => self.chinese.clone(),
            Lang::En => self.english.clone(),
        };
        let room = Room::new(source, fonts, document, place)?;
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&room);
        for warning in warnings.iter().filter(|w| !w.message.starts_with("unknown font family")) {
            tracing::warn!(message = %warning.message, "a template could be better");
        }
        match output {
            Ok(set) => Ok((set, room, missing.into_iter().collect())),
            Err(faults) => Err(failure::read(&room, &faults)),
        }
    }
}

/// What was remembered on the way is of use to no other document, and a long one leaves hundreds of megabytes.
fn forget() {
    comemo::evict(0);
}

/// What every template stands on. It is one line with the template's first, so that lines are counted as its author does.
fn ground(lang: Lang) -> String {
    let speech = match lang {
        Lang::Zh => "lang: \"zh\", region: \"cn\"",
        Lang::En => "lang: \"en\", region: \"gb\"",
    };
    format!("#set text(font: (\"{}\"), {speech});", fonts::FAMILIES.join("\", \""))
}

/// The name of a file in the room of a document.
fn named(path: &str) -> FileId {
    let path = VirtualPath::new(path).or_else(|_| VirtualPath::new("nameless")).expect("a plain word is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The same on the wall; `None` beyond the years that a document can name.
fn datetime<Z: TimeZone>(at: &DateTime<Z>) -> Option<Datetime> {
    let small = |n: u32| u8::try_from(n).ok();
    let (month, day, hour) = (small(at.month())?, small(at.day())?, small(at.hour())?);
    Datetime::from_ymd_hms(at.year(), month, day, hour, small(at.minute())?, small(at.second())?)
}

/// Whether a character leaves ink or at least takes room of a font: controls, joiners and the like do not.
fn is_drawn(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        && !matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Every character that is said anywhere.
fn spoken(value: &Value, into: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => into.extend(text.chars().filter(|c| is_drawn(*c))),
        Value::Array(list) => list.iter().for_each(|v| spoken(v, into)),
        Value::Object(map) => map.values().for_each(|v| spoken(v, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn boxed(value: &mut Value, missing: &BTreeSet<char>) {
    match value {
        Value::String(text) => *text = with_boxes(text, missing),
        Value::Array(list) => list.iter_mut().for_each(|v| boxed(v, missing)),
        Value::Object(map) => map.values_mut().for_each(|v| boxed(v, missing)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn with_boxes(text: &str, missing: &BTreeSet<char>) -> String {
    text.chars().map(|c| if missing.contains(&c) { BOX } else { c }).collect()
}

#[cfg(test)]
mod tests;
