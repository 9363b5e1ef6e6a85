//! Changes a definition part by part in its own text: what is not changed stays as somebody wrote it, comments and order too.

use std::fmt;

use serde_json::Value as Json;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::value::{json_of, over, toml};
use crate::{
    NotADefinition,
    include::{Include, Library},
    load::Lines,
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
            Self::Include => "include",
        }
    }

    /// The key under which such a part says what it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Field => "name",
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
            Ok(_) => NotADefinition::Unreadable("the text cannot be read".into()),
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

    /// Changes keys of a table that stands once: `open`, `pause`.
    ///
    /// # Errors
    /// [`Unwritten`] when the text has no such table.
    pub fn set_in(&mut self, table: &str, values: &Values<'_>) -> Result<(), Unwritten> {
        let table = self.0.get_mut(table).ok_or(Unwritten::NotThere)?.as_table_mut().ok_or(Unwritten::Otherwise)?;
        values.iter().for_each(|(key, json)| put(table, key, json));
        Ok(())
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
        let above = gone.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default();
        let heading: String = above.lines().filter(|l| l.starts_with("# --")).flat_map(|l| ["\n", l, "\n"]).collect();
        if let Some(next) = list.get_mut(at).filter(|_| !heading.is_empty()) {
            let own = next.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default().to_owned();
            next.decor_mut().set_prefix(format!("{heading}{own}"));
        }
        Ok(())
    }
}

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
