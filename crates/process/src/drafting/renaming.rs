//! Calls a part otherwise, everywhere the text speaks of it.

use toml_edit::{Item, Value};

use super::writing::{Part, Script, Unwritten};

/// The keys under which expressions stand.
const EXPRESSIONS: [&str; 4] = ["when", "always", "fails_when", "value"];

impl Script {
    /// Gives a part another name, in everything that speaks of it: ways, forms, limits, conditions, values given to fragments.
    ///
    /// # Errors
    /// [`Unwritten`] when there is no such part, or one of the new name.
    pub fn rename(&mut self, part: Part, from: &str, to: &str) -> Result<(), Unwritten> {
        if !self.has(part, from) {
            return Err(Unwritten::NotThere);
        }
        if self.has(part, to) {
            return Err(Unwritten::Taken);
        }
        let renaming = Renaming { part, from, to };
        let mut path = Vec::new();
        for (key, item) in self.0.as_table_mut().iter_mut() {
            path.push(key.get().to_owned());
            renaming.item(item, &mut path);
            path.pop();
        }
        Ok(())
    }
}

/// An expression in which a name is another.
pub fn renamed(expression: &str, from: &str, to: &str) -> String {
    Renaming { part: Part::Field, from, to }.names(expression).unwrap_or_else(|| expression.to_owned())
}

struct Renaming<'a> {
    part: Part,
    from: &'a str,
    to: &'a str,
}

impl Renaming<'_> {
    fn item(&self, item: &mut Item, path: &mut Vec<String>) {
        match item {
            Item::None => {}
            Item::Value(value) => self.value(value, path),
            Item::Table(table) => table.iter_mut().for_each(|(key, item)| {
                path.push(key.get().to_owned());
                self.item(item, path);
                path.pop();
            }),
            Item::ArrayOfTables(list) => {
                for table in list.iter_mut() {
                    for (key, item) in table.iter_mut() {
                        path.push(key.get().to_owned());
                        self.item(item, path);
                        path.pop();
                    }
                }
            }
        }
    }

    fn value(&self, value: &mut Value, path: &mut Vec<String>) {
        match value {
            Value::String(text) => {
                let place: Vec<&str> = path.iter().map(String::as_str).collect();
                if let Some(said) = self.said(&place, text.value()) {
                    let decor = value.decor().clone();
                    *value = said.into();
                    *value.decor_mut() = decor;
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|one| self.value(one, path)),
            Value::InlineTable(table) => table.iter_mut().for_each(|(key, one)| {
                path.push(key.get().to_owned());
                self.value(one, path);
                path.pop();
            }),
            _ => {}
        }
    }

    /// What a text at a place says afterwards; nothing when it stays.
    fn said(&self, place: &[&str], text: &str) -> Option<String> {
        let last = place.last().copied().unwrap_or_default();
        if EXPRESSIONS.contains(&last) || place.contains(&"input") {
            return self.expression(text);
        }
        if let (true, Some(field)) = (self.part == Part::Field, text.strip_suffix('?')) {
            return (field == self.from && self.speaks(place)).then(|| format!("{}?", self.to));
        }
        if let (Part::Field, ["clock", "budget"], Some(field)) = (self.part, place, text.strip_prefix("until ")) {
            return (field == self.from).then(|| format!("until {}", self.to));
        }
        if let (Part::Table, Some(output)) = (self.part, text.strip_prefix(self.from).and_then(|t| t.strip_prefix('.')))
        {
            let speaks = matches!(place, ["clock", "budget"] | ["action", "assign"] | [.., "set", "table"]);
            return speaks.then(|| format!("{}.{output}", self.to));
        }
        (text == self.from && self.speaks(place)).then(|| self.to.to_owned())
    }

    /// Whether a place speaks of parts of this kind.
    fn speaks(&self, place: &[&str]) -> bool {
        match (self.part, place) {
            (_, ["include", "with", ..]) => true,
            (part, [kind, name]) if *kind == part.word() && *name == part.name() => true,
            (Part::Stage, ["action", "from" | "to"] | ["action", "to", "stage"] | ["clock", "runs_in"])
            | (Part::Stage, ["work_item", "stages"] | ["follow_up", "stage" | "otherwise"]) => true,
            (Part::Action, ["action", "not_same_actor_as"] | ["clock", "starts_on" | "stops_on"])
            | (Part::Action, ["join", "then"] | ["sample", "rework"]) => true,
            (Part::WorkItem, ["action", "requires_work"]) | (Part::Join, [.., "spawn", "link"]) => true,
            (Part::Field, ["open" | "action", "asks"] | ["action", "requires" | "confirms"] | ["list", _])
            | (Part::Field, ["stage", "edit" | "required" | "hidden"])
            | (Part::Field, ["stage", "views", "hidden" | "read" | "edit" | "required"]) => true,
            (Part::Field, [.., "set", "field"] | [.., "spawn", "copy"] | [.., "notify", "to"]) => true,
            _ => false,
        }
    }

    /// A stage is spoken of in quotes, a field by its bare name.
    fn expression(&self, text: &str) -> Option<String> {
        match self.part {
            Part::Stage if text.contains("case.stage") || text.contains("case.before") => {
                let (from, to) = (format!("'{}'", self.from), format!("'{}'", self.to));
                text.contains(&from).then(|| text.replace(&from, &to))
            }
            Part::Field | Part::WorkItem => self.names(text),
            _ => None,
        }
    }

    /// A name in an expression: the field, what it was before, or a field of the group.
    fn name(&self, word: &str) -> String {
        let above = if self.part == Part::WorkItem { "work." } else { "before." };
        let (before, rest) = word.strip_prefix(above).map_or(("", word), |rest| (above, rest));
        if before.is_empty() && self.part == Part::WorkItem {
            return word.to_owned();
        }
        match rest.strip_prefix(self.from) {
            Some(within) if within.is_empty() || within.starts_with('.') => format!("{before}{}{within}", self.to),
            _ => word.to_owned(),
        }
    }

    fn names(&self, text: &str) -> Option<String> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let (mut said, mut quoted, mut word) = (String::with_capacity(text.len()), false, String::new());
        let finish = |word: &mut String, said: &mut String, quoted: bool| {
            said.push_str(&if quoted { word.clone() } else { self.name(word) });
            word.clear();
        };
        for c in text.chars() {
            if is_part(c) {
                word.push(c);
                continue;
            }
            finish(&mut word, &mut said, quoted);
            if c == '\'' {
                quoted = !quoted;
            }
            said.push(c);
        }
        finish(&mut word, &mut said, quoted);
        (said != text).then_some(said)
    }
}
