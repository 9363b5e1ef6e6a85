//! Several files bound to one: the pages behind each other, bookmarks, names, and the tags in one tree.
//!
//! It reads what our own typesetter wrote and knows no other files: what those might have besides is not kept.

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::{
    Pdf as File,
    object::{Object, ObjectIdentifier},
};
use pdf_writer::{Name, Pdf, Ref};

use crate::{
    Failure,
    object::{Entries, Value},
};

const CATALOG: i32 = 1;
const PAGES: i32 = 2;
const BOOKMARKS: i32 = 3;
const STRUCTURE: i32 = 4;
/// The one element all tagged content is in.
const WHOLE: i32 = 5;
const ABOUT: i32 = 6;
const METADATA: i32 = 7;
/// Numbers from here on are given as the objects come.
const FIRST: i32 = 8;

type Objects = BTreeMap<i32, Value>;

/// Takes one file after the other.
pub(crate) struct Binding {
    pdf: Pdf,
    next: i32,
    parts: usize,
    /// The trees of pages, and how many pages they have in all.
    pages: Vec<Value>,
    count: i32,
    bookmarks: Vec<Bookmark>,
    names: Entries,
    /// Names that a link leads to.
    wanted: BTreeSet<Vec<u8>>,
    tags: Tags,
    /// What the first part says of the whole.
    face: Option<Face>,
}

/// A line of the outline.
struct Bookmark {
    title: Value,
    leads: Value,
    below: Vec<Bookmark>,
}

/// The tree of tags.
#[derive(Default)]
struct Tags {
    /// Its uppermost elements: one for each part.
    parts: Vec<Value>,
    roles: Entries,
    /// Which elements the content of a page, and each link, belongs to.
    owners: BTreeMap<i32, Value>,
    /// Elements that others name.
    named: Entries,
    next_owner: i32,
}

struct Face {
    catalog: Entries,
    about: Value,
    metadata: Value,
}

impl Binding {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        let pdf = Pdf::new();
        let (names, wanted) = (Entries::new(), BTreeSet::new());
        Self {
            pdf,
            next: FIRST,
            parts: 0,
            pages: Vec::new(),
            count: 0,
            bookmarks: Vec::new(),
            names,
            wanted,
            tags: Tags::default(),
            face: None,
        }
    }

    /// Puts a file behind those that are there; its bookmarks stand below the last one when it goes on with the same chapter.
    ///
    /// # Errors
    /// It is no file of ours.
    pub(crate) fn add(&mut self, bytes: Vec<u8>, goes_on: bool) -> Result<(), Failure> {
        let strange = || Failure::of("a part could not be read again");
        let file = File::new(bytes).map_err(|_| strange())?;
        let (shift, last) = (self.next - 1, i32::try_from(file.len()).map_err(|_| strange())?);
        let object = |number: i32| {
            let read = file.xref().get::<Object<'_>>(ObjectIdentifier::new(number, 0))?;
            Some((number + shift, Value::read(&read, shift)))
        };
        let mut objects: Objects = (1..=last).filter_map(object).collect();
        let catalog = objects.remove(&(file.xref().root_id().obj_number + shift)).ok_or_else(strange)?;
        let tree = catalog.get("Pages").and_then(Value::pointed).ok_or_else(strange)?;
        let pages = objects.get_mut(&tree).and_then(Value::entries_mut).ok_or_else(strange)?;
        self.count += pages.get(&b"Count"[..]).and_then(Value::whole).ok_or_else(strange)?;
        pages.insert(b"Parent".to_vec(), Value::Ref(PAGES));
        self.pages.push(Value::Ref(tree));
        let bookmarks = bookmarks(&catalog, &mut objects);
        match self.bookmarks.last_mut().filter(|_| goes_on) {
            Some(chapter) => chapter.below.extend(bookmarks),
            None => self.bookmarks.extend(bookmarks),
        }
        for (name, leads) in catalog.get("Names").and_then(|names| names.get("Dests")).map(pairs).unwrap_or_default() {
            self.names.entry(name).or_insert(leads);
        }
        let mut reviser = Reviser { owners: self.tags.next_owner, part: self.parts, wanted: &mut self.wanted };
        self.tags.add(&catalog, &mut objects, &reviser);
        let face = face(catalog, &mut objects).ok_or_else(strange)?;
        self.face.get_or_insert(face);
        for (id, mut value) in objects {
            reviser.revise(&mut value);
            value.put(&mut self.pdf, id);
        }
        self.parts += 1;
        self.next += last;
        Ok(())
    }

    /// The file they make, and how many pages it has.
    ///
    /// # Errors
    /// A link leads to a name that nothing has; or there is no part.
    pub(crate) fn finish(mut self) -> Result<(Vec<u8>, usize), Failure> {
        if let Some(nowhere) = self.wanted.iter().find(|name| !self.names.contains_key(*name)) {
            return Err(Failure::of(&format!("nothing is called {}", String::from_utf8_lossy(nowhere))));
        }
        let Face { mut catalog, about, metadata } = self.face.take().ok_or_else(|| Failure::of("it has no parts"))?;
        let pages = [
            ("Type", Value::name("Pages")),
            ("Kids", Value::List(std::mem::take(&mut self.pages))),
            ("Count", Value::Whole(self.count)),
        ];
        Value::dict(pages).put(&mut self.pdf, PAGES);
        let mut said = vec![("Pages", PAGES)];
        let bookmarks = std::mem::take(&mut self.bookmarks);
        if !bookmarks.is_empty() {
            let mut whole = Value::dict([("Type", Value::name("Outlines")), ("Count", Value::count(bookmarks.len()))]);
            self.mark(bookmarks, BOOKMARKS, &mut whole);
            whole.put(&mut self.pdf, BOOKMARKS);
            said.push(("Outlines", BOOKMARKS));
        }
        if !self.tags.parts.is_empty() {
            std::mem::take(&mut self.tags).put(&mut self.pdf);
            said.push(("StructTreeRoot", STRUCTURE));
        }
        for (key, id) in said {
            catalog.insert(key.as_bytes().to_vec(), Value::Ref(id));
        }
        if !self.names.is_empty() {
            let named = Value::dict([("Names", Value::List(listed(std::mem::take(&mut self.names))))]);
            catalog.insert(b"Names".to_vec(), Value::dict([("Dests", named)]));
        }
        let pages = usize::try_from(self.count).unwrap_or_default();
        Ok((self.signed(catalog, &about, metadata), pages))
    }

    /// Writes what the file says of itself, and its number: a digest of all that is in it.
    fn signed(mut self, mut catalog: Entries, about: &Value, metadata: Value) -> Vec<u8> {
        let own = format!("{:032x}", typst::utils::hash128(self.pdf.as_bytes()));
        let mut said = self.pdf.document_info(Ref::new(ABOUT));
        for (key, value) in about.entries().into_iter().flatten() {
            value.write(said.insert(Name(key)));
        }
        drop(said);
        if let Value::Stream(entries, bytes) = metadata {
            let text = String::from_utf8_lossy(&bytes);
            let document = between(&text, "xmpMM:DocumentID").unwrap_or(&own).as_bytes().to_vec();
            let text = with(&text, "xmpTPg:NPages", &self.count.to_string());
            let text = with(&text, "xmpMM:InstanceID", &own);
            self.pdf.set_file_id((document, own.into_bytes()));
            Value::Stream(entries, text.into_bytes()).put(&mut self.pdf, METADATA);
            catalog.insert(b"Metadata".to_vec(), Value::Ref(METADATA));
        }
        let mut whole = self.pdf.catalog(Ref::new(CATALOG));
        for (key, value) in catalog.iter().filter(|(key, _)| *key != b"Type") {
            value.write(whole.insert(Name(key)));
        }
        drop(whole);
        self.pdf.finish()
    }

    /// Writes bookmarks that stand beside each other, and says in the one above which they are.
    fn mark(&mut self, list: Vec<Bookmark>, above: i32, parent: &mut Value) {
        let first = self.next;
        self.next += i32::try_from(list.len()).unwrap_or_default();
        let last = self.next - 1;
        if let Some(parent) = parent.entries_mut() {
            parent.insert(b"First".to_vec(), Value::Ref(first));
            parent.insert(b"Last".to_vec(), Value::Ref(last));
        }
        for (id, bookmark) in (first..).zip(list) {
            let mut said =
                Value::dict([("Title", bookmark.title), ("Dest", bookmark.leads), ("Parent", Value::Ref(above))]);
            // Closed, as the typesetter leaves them: a minus before how many would be seen.
            let folded = Value::Whole(-i32::try_from(bookmark.below.len()).unwrap_or_default());
            if let Some(said) = said.entries_mut() {
                said.extend((id > first).then(|| (b"Prev".to_vec(), Value::Ref(id - 1))));
                said.extend((id < last).then(|| (b"Next".to_vec(), Value::Ref(id + 1))));
                said.extend((!bookmark.below.is_empty()).then(|| (b"Count".to_vec(), folded)));
            }
            if !bookmark.below.is_empty() {
                self.mark(bookmark.below, id, &mut said);
            }
            said.put(&mut self.pdf, id);
        }
    }
}

impl Tags {
    /// Takes the tree of a part out of its objects; the part becomes an element of the whole.
    fn add(&mut self, catalog: &Value, objects: &mut Objects, reviser: &Reviser<'_>) {
        let Some(root) = catalog.get("StructTreeRoot").and_then(Value::pointed).and_then(|id| objects.remove(&id))
        else {
            return;
        };
        self.roles.extend(root.get("RoleMap").and_then(Value::entries).cloned().unwrap_or_default());
        let uppermost = root.get("K").map(|k| if k.items().is_empty() { std::slice::from_ref(k) } else { k.items() });
        for element in uppermost.unwrap_or_default() {
            let said = element.pointed().and_then(|id| objects.get_mut(&id)).and_then(Value::entries_mut);
            if let Some(said) = said {
                said.insert(b"S".to_vec(), Value::name("Part"));
                said.insert(b"P".to_vec(), Value::Ref(WHOLE));
                self.parts.push(element.clone());
            }
        }
        let owners = root.get("ParentTree").and_then(|tree| tree.get("Nums")).map(Value::items).unwrap_or_default();
        for pair in owners.chunks_exact(2) {
            self.owners.extend(pair[0].whole().map(|number| (number + reviser.owners, pair[1].clone())));
        }
        for (name, element) in root.get("IDTree").map(pairs).unwrap_or_default() {
            self.named.insert(reviser.renamed(&name), element);
        }
        self.next_owner += root.get("ParentTreeNextKey").and_then(Value::whole).unwrap_or_default();
    }

    fn put(self, pdf: &mut Pdf) {
        let owners = self.owners.into_iter().flat_map(|(number, owner)| [Value::Whole(number), owner]).collect();
        let mut root = vec![
            ("Type", Value::name("StructTreeRoot")),
            ("K", Value::List(vec![Value::Ref(WHOLE)])),
            ("ParentTree", Value::dict([("Nums", Value::List(owners))])),
            ("ParentTreeNextKey", Value::Whole(self.next_owner)),
            ("RoleMap", Value::Dict(self.roles)),
        ];
        if !self.named.is_empty() {
            root.push(("IDTree", Value::dict([("Names", Value::List(listed(self.named)))])));
        }
        Value::Dict(root.into_iter().map(|(key, value)| (key.as_bytes().to_vec(), value)).collect())
            .put(pdf, STRUCTURE);
        let whole = [
            ("Type", Value::name("StructElem")),
            ("S", Value::name("Document")),
            ("P", Value::Ref(STRUCTURE)),
            ("K", Value::List(self.parts)),
        ];
        Value::dict(whole).put(pdf, WHOLE);
    }
}

/// Changes in the objects of a part what is counted or named through the whole file.
struct Reviser<'a> {
    /// How many owners of content the parts before have.
    owners: i32,
    part: usize,
    wanted: &'a mut BTreeSet<Vec<u8>>,
}

impl Reviser<'_> {
    /// Elements are named in each part anew.
    fn renamed(&self, name: &[u8]) -> Vec<u8> {
        [self.part.to_string().as_bytes(), b".", name].concat()
    }

    fn revise(&mut self, value: &mut Value) {
        if let Value::List(items) = value {
            items.iter_mut().for_each(|item| self.revise(item));
        }
        let is_element = value.get("Type").is_some_and(|kind| kind.is_name("StructElem"));
        let Some(said) = value.entries_mut() else { return };
        for (key, value) in said.iter_mut() {
            match (key.as_slice(), &mut *value) {
                (b"StructParent" | b"StructParents", Value::Whole(number)) => *number += self.owners,
                (b"ID", Value::Text(name)) if is_element => *name = self.renamed(name),
                (b"Headers", Value::List(names)) => {
                    for name in names {
                        if let Value::Text(name) = name {
                            *name = self.renamed(name);
                        }
                    }
                }
                _ => self.revise(value),
            }
        }
        // What is said of an address of ours would be read out letter by letter; the words of the link are in the tags.
        if matches!(said.get(&b"Contents"[..]), Some(Value::Text(words)) if words.starts_with(b"#")) {
            said.remove(&b"Contents"[..]);
        }
        self.lead(said);
    }

    /// An address that begins with `#` is a name in this file, whichever part it is in.
    fn lead(&mut self, action: &mut Entries) {
        let name = match (action.get(&b"S"[..]), action.get(&b"URI"[..])) {
            (Some(kind), Some(Value::Text(address))) if kind.is_name("URI") => address.strip_prefix(b"#"),
            _ => None,
        };
        if let Some(name) = name.map(<[u8]>::to_vec) {
            action.remove(&b"URI"[..]);
            action.insert(b"S".to_vec(), Value::name("GoTo"));
            action.insert(b"D".to_vec(), Value::Text(name.clone()));
            self.wanted.insert(name);
        }
    }
}

/// Takes the bookmarks out of the objects of a part.
fn bookmarks(catalog: &Value, objects: &mut Objects) -> Vec<Bookmark> {
    let root = catalog.get("Outlines").and_then(Value::pointed).and_then(|id| objects.remove(&id));
    root.map(|root| below(&root, objects)).unwrap_or_default()
}

fn below(above: &Value, objects: &mut Objects) -> Vec<Bookmark> {
    let mut list = Vec::new();
    let mut next = above.get("First").and_then(Value::pointed);
    while let Some(item) = next.and_then(|id| objects.remove(&id)) {
        next = item.get("Next").and_then(Value::pointed);
        let below = below(&item, objects);
        if let (Some(title), Some(leads)) = (item.get("Title").cloned(), item.get("Dest").cloned()) {
            list.push(Bookmark { title, leads, below });
        }
    }
    list
}

/// What a part says of itself: what stands in its catalogue besides what is bound, its author and day, and its metadata.
fn face(mut catalog: Value, objects: &mut Objects) -> Option<Face> {
    let metadata = catalog.get("Metadata").and_then(Value::pointed).and_then(|id| objects.remove(&id));
    let is_about = |value: &Value| value.get("Creator").is_some() && value.get("Type").is_none();
    let about = objects.iter().find(|(_, value)| is_about(value)).map(|(id, _)| *id);
    let about = about.and_then(|id| objects.remove(&id))?;
    let entries = std::mem::take(catalog.entries_mut()?);
    let kept = [&b"Lang"[..], b"MarkInfo", b"ViewerPreferences"];
    let catalog = entries.into_iter().filter(|(key, _)| kept.contains(&key.as_slice())).collect();
    Some(Face { catalog, about, metadata: metadata.unwrap_or(Value::Null) })
}

/// The names of a tree that has no branches, with what each means.
fn pairs(tree: &Value) -> Vec<(Vec<u8>, Value)> {
    let all = tree.get("Names").map(Value::items).unwrap_or_default();
    let pair =
        |pair: &[Value]| if let Value::Text(name) = &pair[0] { Some((name.clone(), pair[1].clone())) } else { None };
    all.chunks_exact(2).filter_map(pair).collect()
}

/// The same back again; names come in their order.
fn listed(names: Entries) -> Vec<Value> {
    names.into_iter().flat_map(|(name, value)| [Value::Text(name), value]).collect()
}

/// What stands in an element of the metadata.
fn between<'a>(text: &'a str, element: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{element}>"))?;
    rest.split_once(&format!("</{element}>")).map(|(inside, _)| inside)
}

/// The metadata with something else in an element.
fn with(text: &str, element: &str, inside: &str) -> String {
    match between(text, element) {
        Some(was) => text.replace(&format!("<{element}>{was}</"), &format!("<{element}>{inside}</")),
        None => text.to_owned(),
    }
}
