//! Changes a definition part by part in its own text: what is not changed stays as somebody wrote it, comments and order too.

use std::fmt;

use serde_json::Value as Json;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::value::{json_of, over, toml};
use crate::{
    NotADefinition,
    include::{Include, Library},
    load::Lines,
    unreadable::Unreadable,
};

/// The parts of a definition that are changed one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Where a case can stand.
    Stage,
    /// What can be done.
    Action,
    /// A time limit.
    Clock,
    /// What is recorded.
    Field,
    /// A decision table.
    Table,
    /// Typed steps inside a case.
    WorkItem,
    /// Cases that are waited for.
    Join,
    /// A fragment with its values.
    Include,
}

impl Part {
    /// The word for it in a definition, as in `[[stage]]`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Action => "action",
            Self::Clock => "clock",
            Self::Field => "field",
            Self::Table => "table",
            Self::WorkItem => "work_item",
            Self::Join => "join",
            Self::Include => "include",
        }
    }

    /// The key under which such a part says what it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Field => "name",
            Self::Join => "link",
            Self::Include => "fragment",
            _ => "id",
        }
    }
}

/// Why a part cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unwritten {
    /// The text has no such part of its own.
    NotThere,
    /// There is one of this name already.
    Taken,
    /// It is written in a way that only its author can change.
    Otherwise,
}

impl fmt::Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotThere => "the text has no such part",
            Self::Taken => "there is one of this name already",
            Self::Otherwise => "it is written in a way that only the text itself can change",
        })
    }
}
impl std::error::Error for Unwritten {}

/// Keys and what they shall say; nothing takes the key away.
pub type Values<'a> = [(&'a str, Json)];

/// The text of a definition, ready to be changed.
#[derive(Debug, Clone)]
pub struct Script(pub(super) DocumentMut);

impl Script {
    /// Reads a text.
    ///
    /// # Errors
    /// What cannot be read, with its line.
    pub fn read(text: &str) -> Result<Self, NotADefinition> {
        let unreadable = |_| match toml::from_str::<toml::Table>(text) {
            Err(error) => Lines::from("definition", text, 1).unreadable(text, &error),
            Ok(_) => NotADefinition::Unreadable(Box::new(Unreadable::of("the text cannot be read".into(), None))),
        };
        text.parse().map(Self).map_err(unreadable)
    }

    /// The text as it is now.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// Whether the text itself has this part.
    pub fn has(&self, part: Part, name: &str) -> bool {
        self.list(part).is_some_and(|list| position(list, part, name).is_some())
    }

    /// What a part says, key by key.
    pub fn said(&self, part: Part, name: &str) -> Option<Json> {
        let list = self.list(part)?;
        let table = list.get(position(list, part, name)?)?;
        Some(Json::Object(table.iter().map(|(k, v)| (k.to_owned(), json_of(v))).collect()))
    }

    /// The names of the parts of a kind the text itself has, in their order.
    pub fn names(&self, part: Part) -> Vec<String> {
        let names = self.list(part).into_iter().flat_map(ArrayOfTables::iter);
        names.filter_map(|t| t.get(part.name())?.as_str().map(str::to_owned)).collect()
    }

    fn list(&self, part: Part) -> Option<&ArrayOfTables> {
        self.0.get(part.word())?.as_array_of_tables()
    }

    fn list_mut(&mut self, part: Part) -> Result<&mut ArrayOfTables, Unwritten> {
        let item = self.0.entry(part.word()).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        item.as_array_of_tables_mut().ok_or(Unwritten::Otherwise)
    }

    /// Changes keys of a part; those that say it already stay as they are written.
    ///
    /// # Errors
    /// [`Unwritten`] when the text has no such part.
    pub fn set(&mut self, part: Part, name: &str, values: &Values<'_>) -> Result<(), Unwritten> {
        if !self.has(part, name) {
            return Err(if self.list(part).is_none() && self.0.contains_key(part.word()) {
                Unwritten::Otherwise
            } else {
                Unwritten::NotThere
            });
        }
        let list = self.list_mut(part)?;
        let at = position(list, part, name).ok_or(Unwritten::NotThere)?;
        let table = list.get_mut(at).ok_or(Unwritten::NotThere)?;
        values.iter().for_each(|(key, json)| put(table, key, json));
        Ok(())
    }

    /// Changes keys at the head of the text: title, purpose, number.
    pub fn set_head(&mut self, values: &Values<'_>) {
        let table = self.0.as_table_mut();
        values.iter().for_each(|(key, json)| put(table, key, json));
    }

    /// What a table that stands once says: `open`, `pause`.
    pub fn said_in(&self, table: &str) -> Json {
        self.0.get(table).map_or(Json::Null, json_of)
    }

    /// Changes keys of a table that stands once: `open`, `pause`. It is written when there is none, and goes when it says nothing
    /// any more.
    ///
    /// # Errors
    /// [`Unwritten::Otherwise`] when it is no table of its own.
    pub fn set_in(&mut self, name: &str, values: &Values<'_>) -> Result<(), Unwritten> {
        let empty = || {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        };
        let table = self.0.entry(name).or_insert_with(empty).as_table_mut().ok_or(Unwritten::Otherwise)?;
        values.iter().for_each(|(key, json)| put(table, key, json));
        if table.is_empty() { self.remove_in(name) } else { Ok(()) }
    }

    /// Takes a table away that stands once. A heading above it goes to what follows.
    ///
    /// # Errors
    /// [`Unwritten`] when there is no such table.
    pub fn remove_in(&mut self, name: &str) -> Result<(), Unwritten> {
        let table = self.0.get(name).ok_or(Unwritten::NotThere)?.as_table().ok_or(Unwritten::Otherwise)?;
        let (at, heading) = (table.position(), heading(table));
        self.0.remove(name);
        if let Some(next) = at.filter(|_| !heading.is_empty()).and_then(|at| self.behind(at)) {
            let own = prefix(next).to_owned();
            next.decor_mut().set_prefix(format!("{heading}{own}"));
        }
        Ok(())
    }

    /// The part that is written next behind a place.
    fn behind(&mut self, at: isize) -> Option<&mut Table> {
        let tables = self.0.iter_mut().flat_map(|(_, item)| match item {
            Item::Table(table) => vec![table],
            Item::ArrayOfTables(list) => list.iter_mut().collect(),
            _ => Vec::new(),
        });
        tables.filter(|t| t.position().is_some_and(|p| p > at)).min_by_key(|t| t.position())
    }

    /// Adds a part behind another one, or behind all others of its kind.
    ///
    /// # Errors
    /// [`Unwritten::Taken`] when there is one of this name.
    pub fn add(&mut self, part: Part, name: &str, values: &Values<'_>, after: Option<&str>) -> Result<(), Unwritten> {
        if self.has(part, name) {
            return Err(Unwritten::Taken);
        }
        let mut table = Table::new();
        table.decor_mut().set_prefix("\n");
        table.insert(part.name(), value(name));
        values.iter().for_each(|(key, json)| put(&mut table, key, json));
        let list = self.list_mut(part)?;
        let at = after.and_then(|after| position(list, part, after)).map_or(list.len(), |before| before + 1);
        list.insert(at, table);
        Ok(())
    }

    /// Takes a part away. A heading above it goes to the next of its kind.
    ///
    /// # Errors
    /// [`Unwritten::NotThere`].
    pub fn remove(&mut self, part: Part, name: &str) -> Result<(), Unwritten> {
        if !self.has(part, name) {
            return Err(Unwritten::NotThere);
        }
        let list = self.list_mut(part)?;
        let at = position(list, part, name).ok_or(Unwritten::NotThere)?;
        let gone = list.remove(at);
        let heading = heading(&gone);
        if let Some(next) = list.get_mut(at).filter(|_| !heading.is_empty()) {
            let own = prefix(next).to_owned();
            next.decor_mut().set_prefix(format!("{heading}{own}"));
        }
        Ok(())
    }

    /// Moves a part to the place of another of its kind; those between go one further. A heading stays where it is, comments of a
    /// part go with it.
    ///
    /// # Errors
    /// [`Unwritten`] when there is no such part, or one of them is written in several pieces.
    pub fn shift(&mut self, part: Part, name: &str, to: &str) -> Result<(), Unwritten> {
        if !self.has(part, name) || !self.has(part, to) {
            return Err(Unwritten::NotThere);
        }
        let list = self.list_mut(part)?;
        let place = |list: &ArrayOfTables, name: &str| position(list, part, name).ok_or(Unwritten::NotThere);
        let (from, to) = (place(list, name)?, place(list, to)?);
        let mut tables: Vec<Table> = list.iter().cloned().collect();
        if tables.iter().any(|t| t.iter().any(|(_, item)| item.is_table() || item.is_array_of_tables())) {
            return Err(Unwritten::Otherwise);
        }
        let places: Vec<(Option<isize>, String)> =
            tables.iter().map(|t| (t.position(), lead_and_own(prefix(t)).0.to_owned())).collect();
        let moved = tables.remove(from);
        tables.insert(to, moved);
        list.clear();
        for (mut table, (at, lead)) in tables.into_iter().zip(places) {
            let own = lead_and_own(prefix(&table)).1.to_owned();
            table.decor_mut().set_prefix(format!("{lead}{own}"));
            table.set_position(at);
            list.push(table);
        }
        Ok(())
    }
}

/// What stands above a part: blank lines and comments.
fn prefix(table: &Table) -> &str {
    table.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default()
}

/// Headings above a part, which speak of those behind it too.
fn heading(table: &Table) -> String {
    prefix(table).lines().filter(|l| l.starts_with(HEADING)).flat_map(|l| ["\n", l, "\n"]).collect()
}

/// What stands above a part, cut where the part's own comments begin: behind the last heading and the blank lines.
fn lead_and_own(prefix: &str) -> (&str, &str) {
    let (mut at, mut cut, mut led) = (0, 0, true);
    for line in prefix.split_inclusive('\n') {
        at += line.len();
        led = line.starts_with(HEADING) || (led && line.trim().is_empty());
        if led {
            cut = at;
        }
    }
    prefix.split_at(cut)
}

/// How a comment begins that heads several parts.
const HEADING: &str = "# --";

fn position(list: &ArrayOfTables, part: Part, name: &str) -> Option<usize> {
    list.iter().position(|table| table.get(part.name()).and_then(Item::as_str) == Some(name))
}

/// Sets one key of a table, unless it says so already; a comment behind it stays.
fn put(table: &mut Table, key: &str, json: &Json) {
    if table.get(key).map_or(Json::Null, json_of) == *json {
        return;
    }
    let before = table.get(key).and_then(Item::as_value);
    let written = before.map_or_else(|| toml(json), |before| over(before, json));
    let Some(mut written) = written else {
        table.remove(key);
        return;
    };
    if let Some(before) = before {
        *written.decor_mut() = before.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(written),
        None => drop(table.insert(key, Item::Value(written))),
    }
}

/// A text with a fragment written out at its end, in place of the line that included it.
pub fn unfolded(text: &str, fragment: &str, library: &Library) -> Result<String, String> {
    let mut script = Script::read(text).map_err(|e| e.to_string())?;
    let said = script.said(Part::Include, fragment).ok_or_else(|| Unwritten::NotThere.to_string())?;
    let include: Include = serde_json::from_value(said).map_err(|e| e.to_string())?;
    let body = library.filled(&include)?;
    script.remove(Part::Include, fragment).map_err(|e| e.to_string())?;
    Ok(format!("{}\n# ---- {fragment} {}\n\n{}\n", script.text().trim_end(), "-".repeat(100), body.trim_end()))
}

#[cfg(test)]
#[path = "writing_tests.rs"]
mod tests;
