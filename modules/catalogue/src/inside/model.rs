//! Lists that stand inside a part, and what is done with their rows.

use process::drafting::{Part, Script, Unwritten};
use serde_json::{Value, json};

/// A list inside a part: the steps of a work item, the fields of a group, what follows something by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inside {
    /// The part; none for what stands once.
    part: Option<Part>,
    /// Its name, or the word for what stands once.
    pub name: String,
    /// The key of the list; below it the place of a rung, whose effects are meant.
    pub key: &'static str,
    rung: Option<usize>,
}

impl Inside {
    /// Reads `work_item.check.step`, `field.goods.field`, `action.accept.effects`, `clock.response.0`, `open.effects`.
    pub fn of(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let inside = |part, name: &str, key| Some(Self { part, name: name.to_owned(), key, rung: None });
        match parts.as_slice() {
            ["work_item", name, "step"] => inside(Some(Part::WorkItem), name, "step"),
            ["field", name, "field"] => inside(Some(Part::Field), name, "field"),
            ["work_item", name, "on_fail"] => inside(Some(Part::WorkItem), name, "on_fail"),
            ["work_item", name, "on_pass"] => inside(Some(Part::WorkItem), name, "on_pass"),
            ["action", name, "effects"] => inside(Some(Part::Action), name, "effects"),
            ["clock", name, nth] => {
                let list = inside(Some(Part::Clock), name, "rungs")?;
                Some(Self { rung: Some(nth.parse().ok()?), ..list })
            }
            ["open" | "pause", "effects"] => inside(None, parts[0], "effects"),
            ["sample", "on_fail"] => inside(None, parts[0], "on_fail"),
            _ => None,
        }
    }

    /// Whether its rows are steps or fields, called by name; others are effects, called by their place.
    pub fn is_named(&self) -> bool {
        matches!(self.key, "step" | "field")
    }

    /// The place on the page where it stands.
    pub fn place(&self) -> String {
        match self.part {
            Some(part) => format!("{} {}", part.word(), self.name),
            None => self.name.clone(),
        }
    }

    /// Its rows; none when the text has no such part of its own.
    pub fn rows(&self, script: &Script) -> Option<Vec<Value>> {
        let said = match self.part {
            Some(part) => script.said(part, &self.name)?,
            None => script.said_in(&self.name),
        };
        let list = match self.rung {
            Some(nth) => &said[self.key].get(nth)?["effects"],
            None => &said[self.key],
        };
        Some(list.as_array().cloned().unwrap_or_default())
    }

    /// Where one of its rows stands.
    pub fn position(&self, rows: &[Value], row: &str) -> Option<usize> {
        if self.is_named() {
            return rows.iter().position(|one| one["name"] == row);
        }
        row.parse().ok().filter(|nth| *nth < rows.len())
    }

    /// Writes its rows; a list without rows goes, but a work item keeps its list of steps.
    ///
    /// # Errors
    /// [`Unwritten`] when the text has no such part of its own.
    pub fn write(&self, script: &mut Script, rows: Vec<Value>) -> Result<(), Unwritten> {
        let list = if rows.is_empty() && self.key != "step" { Value::Null } else { rows.into() };
        let list = match self.rung {
            None => list,
            Some(nth) => {
                let said = script.said(Part::Clock, &self.name).ok_or(Unwritten::NotThere)?;
                let mut rungs = said[self.key].clone();
                let rung = rungs.get_mut(nth).and_then(Value::as_object_mut).ok_or(Unwritten::NotThere)?;
                rung.insert("effects".to_owned(), list);
                rung.retain(|_, said| !said.is_null());
                json!(rungs)
            }
        };
        match self.part {
            Some(part) => script.set(part, &self.name, &[(self.key, list)]),
            None => script.set_in(&self.name, &[(self.key, list)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[open]\nby = [\"agent\"]\n\n[[work_item]]\nid = \"check\"\nstep = [\n  { name = \"a\" },\n  { name = \"b\" },\n]\n\n[[clock]]\nid = \"late\"\nrungs = [{ at = \"50%\" }, { at = \"100%\", effects = [{ set = 1 }] }]\n";

    #[test]
    fn rows_inside_a_part_are_read_and_written_where_they_stand() {
        let mut script = Script::read(TEXT).expect("reads");
        let steps = Inside::of("work_item.check.step").expect("a list");
        let mut rows = steps.rows(&script).expect("is there");
        assert_eq!(steps.position(&rows, "b"), Some(1));
        rows.swap(0, 1);
        steps.write(&mut script, rows).expect("is written");
        assert!(script.text().contains("{ name = \"b\" },\n  { name = \"a\" },\n]"), "{}", script.text());
        let late = Inside::of("clock.late.1").expect("a list");
        assert_eq!(late.rows(&script).map(|r| r.len()), Some(1));
        late.write(&mut script, Vec::new()).expect("is written");
        assert!(script.text().contains("{ at = \"100%\" }]"), "{}", script.text());
        let opened = Inside::of("open.effects").expect("a list");
        opened.write(&mut script, vec![json!({ "set": 2 })]).expect("is written");
        assert!(script.text().contains("by = [\"agent\"]\neffects = [{ set = 2 }]\n"), "{}", script.text());
        assert_eq!(Inside::of("clock.late.7").expect("a list").rows(&script), None);
        assert_eq!(Inside::of("moon.late.7"), None);
    }
}
