//! The definitions and calendars a process of ours works with, kept in memory and looked up by hash and version.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use ::store::{Db, Tx};
use chrono_tz::Tz;
use kernel::{Calendar, Error, Instant, Message, OrgId, Result, Scope};

use super::{
    readers::{Found, Which},
    shipped::{self, Entry, Fragments},
    store,
};
use crate::{
    Library,
    calendars::Calendars,
    definition::{Definition, Effect},
    lint::Problem,
    outline::Outline,
    readers::ALWAYS,
};

/// A service of the platform: every published definition, and the calendars of each organisation unit.
pub struct Engine {
    db: Db,
    fragments: Arc<Fragments>,
    book: RwLock<Book>,
    /// By which number each unit is told apart in the numbers of its cases; only what is committed.
    marks: Arc<RwLock<HashMap<OrgId, i64>>>,
    /// No case of this database falls due before, as far as this process knows; nothing while it has not looked.
    asleep_until: Arc<Mutex<Option<Instant>>>,
}

struct Book {
    /// Versions that cases pin and that are not, or no longer, the current ones.
    pinned: HashMap<String, Arc<Definition>>,
    current: BTreeMap<String, Arc<Entry>>,
    /// Processes of which a confidential version was published, in force or not yet: their cases keep their readers already.
    foreseen: BTreeSet<String>,
    calendars: HashMap<OrgId, Arc<Calendars>>,
    elsewhere: Arc<Calendars>,
}

/// Reads definitions with the fragments among them, each fit to run and all fit together; by their keys.
///
/// # Errors
/// [`Error::Internal`] with file and line of what is not.
pub fn definitions(texts: &[&str]) -> Result<Vec<Arc<Definition>>> {
    let (library, definitions) = Library::of(texts).map_err(|e| Error::Internal(e.to_string()))?;
    let mut read = proven(&definitions, &library)?;
    read.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(read)
}

/// Definitions in the order of their texts, each fit to run and all fit together.
pub(super) fn proven(texts: &[&str], library: &Library) -> Result<Vec<Arc<Definition>>> {
    let unfit = |e: crate::NotADefinition| Error::Internal(e.to_string());
    let read = |text: &&str| Definition::from_toml_with(text, library).map(Arc::new).map_err(unfit);
    let read: Vec<Arc<Definition>> = texts.iter().map(read).collect::<Result<_>>()?;
    let mut by_key: BTreeMap<&str, &Arc<Definition>> = BTreeMap::new();
    let mut problems = Vec::new();
    for def in &read {
        if by_key.insert(&def.key, def).is_some() {
            problems.push(format!("there are two processes {:?}", def.key));
        }
    }
    let find = |key: &str| by_key.get(key).map(|def| Arc::clone(def));
    problems.extend(
        read.iter().flat_map(|def| opens_fit(def, &find).into_iter().map(move |p| format!("{}: {p}", def.key))),
    );
    if problems.is_empty() { Ok(read) } else { Err(Error::Internal(problems.join("\n"))) }
}

/// Whether every case that an effect of a definition opens can be opened with what it is given.
fn opens_fit(def: &Definition, find: &dyn Fn(&str) -> Option<Arc<Definition>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (place, effects) in def.effects() {
        for effect in effects {
            let Effect::Spawn { process, copy, evidence, .. } = effect else { continue };
            let mut found = |message: Message| problems.push(Problem { place: place.clone(), message });
            let Some(other) = find(process) else {
                found(Message::of("proof-no-process").with("a", process));
                continue;
            };
            let given: Vec<&String> = copy.iter().chain(evidence).collect();
            for name in given.iter().filter(|name| !other.open.asks.iter().any(|ask| ask.field == ***name)) {
                found(Message::of("proof-not-asked").with("a", process).with("b", name));
            }
            for ask in other.open.asks.iter().filter(|ask| !ask.optional && !given.contains(&&ask.field)) {
                found(Message::of("proof-wants-when-opened").with("a", process).with("b", &ask.field));
            }
        }
    }
    problems
}

impl Engine {
    /// Publishes these definitions (TOML, with the fragments they include among them) for the company – those that are published
    /// already stay as they are – and makes them the current ones. Earlier versions are kept for the cases that pin them. Texts
    /// the database knows from an earlier start are not read before somebody asks for them.
    ///
    /// # Errors
    /// [`Error::Internal`] when a definition is not fit to run: that is a mistake in what ships, found at start-up.
    pub async fn start(db: &Db, company: OrgId, zone: Tz, processes: &[&'static str], now: Instant) -> Result<Self> {
        let db = db.as_owner();
        let texts = shipped::digest(processes);
        let mut reading = db.read(&Scope::default()).await?;
        let known = store::published(&mut reading, company).await?;
        let remembered = store::shipped(&mut reading, company).await?.filter(|(known, _)| *known == texts);
        drop(reading);
        let is_remembered = remembered.is_some();
        let shipped = shipped::shipped(processes, texts, remembered.map(|(_, outlines)| outlines))?;
        let fresh = shipped.entries.iter().filter(|e| !known.contains(&e.outline.hash)).map(|e| e.def());
        let fresh: Vec<Arc<Definition>> = fresh.collect::<Result<_>>()?;
        if !fresh.is_empty() || !is_remembered {
            let (fresh, shipped) = (fresh.clone(), shipped.clone());
            db.transact(&Scope::default(), move |tx| {
                let (fresh, shipped) = (fresh.clone(), shipped.clone());
                Box::pin(async move {
                    // Another process may have published them meanwhile.
                    let known = store::published(tx, company).await?;
                    for def in fresh.iter().filter(|def| !known.contains(def.hash())) {
                        store::publish(tx, company, def, now).await?;
                    }
                    store::remember_shipped(tx, company, &shipped.texts, &shipped.outlines()?).await
                })
            })
            .await?;
        }
        let current = shipped.entries.iter().map(|e| (e.outline.key.clone(), e.clone())).collect();
        let elsewhere = Arc::new(Calendars::at(zone));
        let (pinned, calendars, foreseen) = (HashMap::new(), HashMap::new(), BTreeSet::new());
        let book = RwLock::new(Book { pinned, current, foreseen, calendars, elsewhere });
        let fragments = shipped.fragments.clone();
        let engine = Self { db, fragments, book, marks: Arc::default(), asleep_until: Arc::default() };
        let confidential = fresh.iter().filter(|def| !def.readers.is_empty()).map(|def| def.key.clone());
        engine.confine(&confidential.collect::<Vec<_>>(), Which::All).await?;
        Ok(engine)
    }

    /// Enters who reads the cases that these processes have already.
    async fn confine(&self, processes: &[String], which: Which) -> Result<()> {
        let found = Found::of(&mut self.db.read(&Scope::default()).await?, self, processes, which).await?;
        if found.is_empty() {
            return Ok(());
        }
        let scope = Scope::default();
        let write = self.db.transact(&scope, move |tx| {
            let found = found.clone();
            Box::pin(async move { found.write(tx).await })
        });
        write.await
    }

    /// Adds a published calendar; with a unit for that unit alone, without one for every unit that has none of this name.
    pub fn publish_calendar(&self, org: Option<OrgId>, calendar: Calendar) {
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        let calendar = Arc::new(calendar);
        match org {
            Some(org) => {
                let shared = book.elsewhere.clone();
                let own = book.calendars.entry(org).or_insert(shared);
                Arc::make_mut(own).put(calendar);
            }
            None => {
                Arc::make_mut(&mut book.elsewhere).publish(calendar.clone());
                book.calendars.values_mut().for_each(|own| Arc::make_mut(own).publish(calendar.clone()));
            }
        }
    }

    /// The calendars of a unit.
    pub fn calendars(&self, org: OrgId) -> Arc<Calendars> {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        book.calendars.get(&org).unwrap_or(&book.elsewhere).clone()
    }

    /// The current definition of a process.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such process.
    pub fn current(&self, process: &str) -> Result<Arc<Definition>> {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        let entry = book.current.get(process).cloned().ok_or(Error::NotFound)?;
        drop(book);
        entry.def()
    }

    /// The current definitions in short, by key: for lists of all of them.
    pub fn outlines(&self) -> Vec<Arc<Outline>> {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        book.current.values().map(|entry| entry.outline.clone()).collect()
    }

    /// The current definitions, by key. Each is read for this; a page asks for those it needs.
    pub fn all(&self) -> Vec<Arc<Definition>> {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        let entries: Vec<Arc<Entry>> = book.current.values().cloned().collect();
        drop(book);
        entries.iter().filter_map(|entry| entry.def().ok()).collect()
    }

    /// Reads a definition somebody wrote, with the fragments that ship.
    ///
    /// # Errors
    /// What it is not fit for, with file and line.
    pub fn read(&self, text: &str) -> std::result::Result<Definition, crate::NotADefinition> {
        Definition::from_toml_with(text, self.library()?)
    }

    /// Whether the cases a definition opens can be opened; empty when all is well.
    pub fn opens_fit(&self, def: &Definition) -> Vec<Problem> {
        let own = Arc::new(def.clone());
        opens_fit(def, &|key| if key == own.key { Some(own.clone()) } else { self.current(key).ok() })
    }

    /// Whether not everybody at work reads the cases of a process.
    pub fn is_confidential(&self, process: &str) -> bool {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        book.current.get(process).is_some_and(|entry| entry.outline.readers.is_some())
    }

    /// Whether the cases of a process keep who reads them: it is confidential, or will be.
    pub(super) fn keeps_readers(&self, process: &str) -> bool {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        let confidential = book.current.get(process).is_some_and(|entry| entry.outline.readers.is_some());
        confidential || book.foreseen.contains(process)
    }

    /// Notes that a version was published, for now or for later. Should that be taken back, its cases keep a few rows too many.
    pub(super) fn foresee(&self, def: &Definition) {
        if !def.readers.is_empty() {
            let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
            book.foreseen.insert(def.key.clone());
        }
    }

    /// Whether a role reads the cases of a process.
    pub fn reads(&self, role: &str, process: &str) -> bool {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        let readers = book.current.get(process).and_then(|entry| entry.outline.readers.as_ref());
        readers.is_none_or(|roles| ALWAYS.contains(&role) || roles.iter().any(|r| r == role))
    }

    /// Whether new cases of a process begin with this version.
    pub(super) fn is_current(&self, process: &str, hash: &str) -> bool {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        book.current.get(process).is_some_and(|entry| entry.outline.hash == hash)
    }

    /// Makes a published definition the one new cases begin with.
    pub(super) fn put(&self, def: Arc<Definition>) {
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        book.pinned.insert(def.hash().to_owned(), def.clone());
        book.current.insert(def.key.clone(), Arc::new(Entry::read(def)));
    }

    /// Takes over the versions a company published itself: they stand above what ships. What became confidential while nothing
    /// ran gets its readers.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn take_released(&self, company: OrgId, now: Instant) -> Result<()> {
        let mut tx = self.db.read(&Scope::default()).await?;
        let mut keys = BTreeSet::new();
        for (key, hash) in store::released(&mut tx, company, now).await? {
            if let Some(def) = store::definition(&mut tx, &hash).await? {
                self.put(def);
                keys.insert(key);
            }
        }
        for (_, hash) in store::upcoming(&mut tx, company, now).await? {
            if let Some(def) = store::definition(&mut tx, &hash).await? {
                self.foresee(&def);
            }
        }
        drop(tx);
        let confidential: Vec<String> = keys.into_iter().filter(|key| self.is_confidential(key)).collect();
        self.confine(&confidential, Which::WithoutReaders).await
    }

    /// The version number of every published definition, by its hash.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn versions(&self) -> Result<BTreeMap<String, i64>> {
        let mut tx = self.db.read(&Scope::default()).await?;
        Ok(store::versions(&mut tx).await?.into_iter().collect())
    }

    /// When each definition was published, by its hash.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn published_at(&self) -> Result<BTreeMap<String, Instant>> {
        let mut tx = self.db.read(&Scope::default()).await?;
        Ok(store::published_at(&mut tx).await?.into_iter().collect())
    }

    /// The definition a case pins; looked for in the database when another machine published it.
    ///
    /// # Errors
    /// [`Error::Internal`] when it is nowhere.
    pub async fn pinned(&self, hash: &str) -> Result<Arc<Definition>> {
        if let Some(def) = self.known(hash) {
            return Ok(def);
        }
        let def = match self.entry(hash) {
            Some(entry) => entry.def()?,
            None => {
                let mut tx = self.db.read(&Scope::default()).await?;
                let found = store::definition(&mut tx, hash).await?;
                found.ok_or_else(|| Error::Internal(format!("no definition has the hash {hash}")))?
            }
        };
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        book.pinned.insert(hash.to_owned(), def.clone());
        Ok(def)
    }

    /// Notes, once this is committed, when a case is to be looked at again.
    pub(super) fn arm(&self, tx: &mut Tx, wake_at: Option<Instant>) {
        if let Some(at) = wake_at {
            let asleep_until = self.asleep_until.clone();
            tx.after_commit(move || sooner(&asleep_until, at));
        }
    }

    /// When the next case falls due, if that is not after `at`. The database is asked only when what this process has written
    /// since it was asked last does not answer it; for whoever is alone in moving the clock.
    pub(super) async fn next_due(&self, at: Instant) -> Result<Option<Instant>> {
        if self.asleep_until().is_some_and(|until| until > at) {
            return Ok(None);
        }
        // What is committed while the database is asked is noted beside.
        *self.asleep_until() = Some(Instant(i64::MAX));
        let asked = async { store::next_due(&mut self.db.read(&Scope::default()).await?).await };
        let found = asked.await;
        match &found {
            Ok(Some(due)) => sooner(&self.asleep_until, *due),
            Ok(None) => {}
            Err(_) => *self.asleep_until() = None,
        }
        Ok(found?.filter(|due| *due <= at))
    }

    fn asleep_until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.asleep_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The letters by which the numbers of a unit's cases differ from those of all others of the company: `A`, `B`, … `AA`.
    pub(super) async fn mark(&self, tx: &mut Tx, org: OrgId) -> Result<String> {
        let known = self.marks.read().unwrap_or_else(PoisonError::into_inner).get(&org).copied();
        if let Some(mark) = known {
            return Ok(letters(mark));
        }
        let mark = store::mark(tx, org).await?;
        let marks = self.marks.clone();
        tx.after_commit(move || {
            marks.write().unwrap_or_else(PoisonError::into_inner).insert(org, mark);
        });
        Ok(letters(mark))
    }

    /// The fragments that ship.
    pub(super) fn library(&self) -> std::result::Result<&Library, crate::NotADefinition> {
        self.fragments.library()
    }

    /// The current definition with this hash.
    fn entry(&self, hash: &str) -> Option<Arc<Entry>> {
        let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
        book.current.values().find(|entry| entry.outline.hash == hash).cloned()
    }

    fn known(&self, hash: &str) -> Option<Arc<Definition>> {
        self.book.read().unwrap_or_else(PoisonError::into_inner).pinned.get(hash).cloned()
    }
}

fn sooner(asleep_until: &Mutex<Option<Instant>>, at: Instant) {
    if let Some(until) = asleep_until.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
        *until = at.min(*until);
    }
}

/// Letters nobody takes for figures when a number is read out over the telephone.
const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A mark, counted from 1, in letters: `A` … `Z`, `AA`, `AB` ….
fn letters(mark: i64) -> String {
    let mut left = usize::try_from(mark).unwrap_or_default();
    let mut text = String::new();
    while left > 0 {
        text.insert(0, char::from(LETTERS[(left - 1) % LETTERS.len()]));
        left = (left - 1) / LETTERS.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn units_are_counted_in_letters_that_never_repeat() {
        let said = [1, 2, 9, 24, 25, 48, 49, 600].map(letters);
        assert_eq!(said, ["A", "B", "J", "Z", "AA", "AZ", "BA", "ZZ"]);
        let all: std::collections::BTreeSet<String> = (1..5_000).map(letters).collect();
        assert_eq!(all.len(), 4_999);
    }
}
