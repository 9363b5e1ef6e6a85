//! A definition as it was written, with what would not work and where it stands.

use std::collections::BTreeMap;

use crate::{
    NotADefinition,
    definition::Definition,
    include::Library,
    lint::{Problem, lint},
    load::Lines,
};

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file: `repair.toml`, or `fragment call_back`.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
}

impl Written {
    /// The fragment it stands in, when it does not stand in the definition's own text.
    pub fn fragment(&self) -> Option<&str> {
        self.file.strip_prefix("fragment ")
    }
}

/// One thing that would not work, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The part of the definition and what is wrong with it.
    pub problem: Problem,
    /// Where that part is written, when it is written at all.
    pub written: Option<Written>,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.written {
            Some(at) => write!(f, "{} line {}: {}", at.file, at.line, self.problem),
            None => self.problem.fmt(f),
        }
    }
}

/// A definition that can be read, whether or not it is fit to run.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// What is written.
    pub def: Definition,
    /// What would not work; empty when it is fit.
    pub findings: Vec<Finding>,
    /// Where each part is written: `stage paused`, `action accept`, `open`.
    places: BTreeMap<String, Written>,
}

impl Sketch {
    /// Reads a text with the fragments it includes.
    ///
    /// # Errors
    /// What cannot be read at all, with file and line.
    pub fn read(text: &str, library: &Library) -> Result<Self, NotADefinition> {
        let (def, whole, lines) = library.read(text)?;
        let mut sketch = Self { findings: Vec::new(), places: places(&whole, &lines), def };
        sketch.add(lint(&sketch.def));
        Ok(sketch)
    }

    /// Adds what others found.
    pub fn add(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            let written = self.written(&problem.place).cloned();
            self.findings.push(Finding { problem, written });
        }
    }

    /// Where a part is written; what stands inside it (`field materials price`) is looked for at the part.
    pub fn written(&self, place: &str) -> Option<&Written> {
        let part: Vec<&str> = place.splitn(3, ' ').take(2).collect();
        self.places.get(place).or_else(|| self.places.get(&part.join(" ")))
    }

    /// The fragments it includes, and those they include.
    pub fn included(&self) -> impl Iterator<Item = &str> {
        self.places.keys().filter_map(|place| place.strip_prefix("include "))
    }

    /// The parts that stand in a fragment.
    pub fn parts_of<'a>(&'a self, fragment: &'a str) -> impl Iterator<Item = &'a str> {
        self.places.iter().filter(move |(_, at)| at.fragment() == Some(fragment)).map(|(place, _)| place.as_str())
    }

    /// What would not work of a part and of what stands inside it.
    pub fn of<'a>(&'a self, place: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |f| {
            f.problem.place == place || f.problem.place.strip_prefix(place).is_some_and(|rest| rest.starts_with(' '))
        })
    }
}

/// The header of every part, by what the part is called.
fn places(whole: &str, lines: &Lines) -> BTreeMap<String, Written> {
    let mut found: BTreeMap<String, Written> = BTreeMap::new();
    let mut head: Option<(String, usize)> = None;
    let mut inside = false;
    for (nth, line) in whole.lines().map(str::trim).enumerate() {
        let mut add = |place: String, at: usize| {
            if let Some((file, line)) = lines.0.get(at) {
                found.entry(place).or_insert_with(|| Written { file: file.clone(), line: *line });
            }
        };
        if let Some(kind) = line.strip_prefix("[[").and_then(|l| l.split_once("]]")).map(|(kind, _)| kind) {
            (head, inside) = (Some((kind.trim().to_owned(), nth)), true);
        } else if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')).filter(|n| is_plain(n)) {
            (head, inside) = (None, true);
            add(name.to_owned(), nth);
        } else if let Some((key, value)) = line.split_once('=') {
            let (key, value) = (key.trim(), value.trim());
            match &head {
                Some((kind, at)) if matches!(key, "id" | "name" | "link" | "fragment") => {
                    let name = value.trim_start_matches('"').split('"').next().unwrap_or_default();
                    add(format!("{kind} {name}"), *at);
                    head = None;
                }
                None if !inside && is_plain(key) => add(key.to_owned(), nth),
                _ => {}
            }
        }
    }
    found
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAGMENT: &str = "fragment = \"late\"\n\n[[stage]]\nid = \"late\"\nlabel = { zh = \"晚\", en = \"Late\" }\ncategory = \"active\"\n";
    const TEXT: &str = r#"key = "small"
title = { zh = "小", en = "Small" }
number = "XX"
list = { title = "what" }

[open]
by = ["staff"]
asks = ["what"]

[[include]]
fragment = "late"

[[field]]
name = "what"
label = { zh = "什么", en = "What" }
kind = "text"

[[stage]]
id = "begin"
label = { zh = "起", en = "Begin" }
category = "new"

[[action]]
id = "go"
label = { zh = "去", en = "Go" }
from = ["begin"]
to = "nowhere"
by = ["staff"]
"#;

    #[test]
    fn what_would_not_work_is_found_where_it_is_written() {
        let (library, _) = Library::of(&[FRAGMENT]).expect("reads");
        let sketch = Sketch::read(TEXT, &library).expect("can be read");
        let said: Vec<String> = sketch.findings.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            ["small.toml line 23: action go: there is no stage \"nowhere\": add it, or name one there is"]
        );
        assert_eq!(sketch.of("action go").count(), 1);
        assert_eq!(sketch.of("action").count(), 1, "a kind stands for all of its parts");
        assert_eq!(sketch.written("stage late").and_then(Written::fragment), Some("late"));
        assert_eq!(sketch.written("open").map(|w| w.line), Some(6));
        assert_eq!(sketch.written("number").map(|w| w.line), Some(3));
        assert_eq!(sketch.written("field what kind").map(|w| w.line), Some(13), "what stands inside is its part's");
    }
}
