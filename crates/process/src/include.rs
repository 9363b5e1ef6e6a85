//! Pieces of definitions that are written once and included by many: approval, call-back, rectify and check again.
//!
//! A fragment is a TOML text that begins with `fragment = "name"` (and `defaults = { … }`), then holds stages, actions, fields,
//! tables, clocks and work items. `[[include]]` names it `with` the values of its `{{parameters}}`; its text is then read as if
//! it stood at the end of the file. What cannot be read is told with the file and line in which it was written.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::{
    definition::{Definition, Words},
    drafting::Sketch,
    load::{Lines, NotADefinition},
    unreadable::{At, Unreadable},
};

/// The longest definition, with everything it includes, in bytes.
const LONGEST: usize = 1_000_000;
/// Before the name of a parameter: the items of its list stand in a list of the fragment, as `[{…}, {{...calls}}]`.
const SPREAD: &str = "...";
/// How deep fragments may include each other.
const DEEPEST: usize = 8;

/// A fragment included with the values of its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Include {
    /// The fragment.
    pub fragment: String,
    /// The values of its parameters; a text stands in the text, a list stands as a list.
    #[serde(default)]
    pub with: BTreeMap<String, toml::Value>,
}

/// The fragments a definition may include, by name.
#[derive(Debug, Clone, Default)]
pub struct Library {
    fragments: BTreeMap<String, Fragment>,
}

#[derive(Debug, Clone)]
struct Fragment {
    defaults: BTreeMap<String, toml::Value>,
    /// The text below its head.
    body: String,
    /// The line of the file in which the body begins, from 1.
    first_line: usize,
}

#[derive(Deserialize)]
struct Head {
    fragment: String,
    #[serde(default)]
    defaults: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct Includes {
    #[serde(default)]
    include: Vec<Spanned<Include>>,
}

impl Library {
    /// Reads the fragments among these texts; the others are definitions, answered in their order.
    ///
    /// # Errors
    /// [`NotADefinition`] for a fragment whose head cannot be read, or two of one name.
    pub fn of<'a>(texts: &[&'a str]) -> Result<(Self, Vec<&'a str>), NotADefinition> {
        let (mut library, mut definitions) = (Self::default(), Vec::new());
        for text in texts {
            if !is_fragment(text) {
                definitions.push(*text);
                continue;
            }
            let at = text.lines().position(|line| line.starts_with('[')).unwrap_or(usize::MAX);
            let (head, body): (Vec<&str>, Vec<&str>) =
                (text.lines().take(at).collect(), text.lines().skip(at).collect());
            let head = head.join("\n");
            let read: Head =
                toml::from_str(&head).map_err(|e| Lines::from("fragment", &head, 1).unreadable(&head, &e))?;
            let fragment = Fragment { defaults: read.defaults, body: body.join("\n"), first_line: at + 1 };
            if library.fragments.insert(read.fragment.clone(), fragment).is_some() {
                return Err(unreadable(format!("there are two fragments {:?}", read.fragment), None));
            }
        }
        Ok((library, definitions))
    }

    /// What a text says with everything it includes, fit or not; the whole text, and where each of its lines was written.
    pub(crate) fn read(&self, text: &str) -> Result<(Definition, String, Lines), NotADefinition> {
        // Looked for in the first lines: what is too long is not read at all.
        let key = text.lines().take(40).find_map(|line| line.strip_prefix("key")?.trim().strip_prefix('='));
        let key = key.map(|value| value.trim().trim_matches(['"', '\'']).to_owned()).filter(|key| !key.is_empty());
        let file = key.map_or_else(|| "definition".to_owned(), |key| format!("{key}.toml"));
        if text.len() > LONGEST {
            let told = format!("a definition has at most {LONGEST} bytes: put what several share into fragments");
            return Err(unreadable(told, Some((&file, 1))));
        }
        let (whole, lines) = self.expand(&file, text)?;
        let mut def: Definition = toml::from_str(&whole).map_err(|e| lines.unreadable(&whole, &e))?;
        def.includes.clear();
        Ok((def, whole, lines))
    }

    /// The text of a fragment with the values it is included with, to be written out where it was included.
    ///
    /// # Errors
    /// When there is no such fragment, or a value of it is missing or unknown.
    pub(crate) fn filled(&self, include: &Include) -> Result<String, String> {
        let none = || format!("there is no fragment {:?}", include.fragment);
        self.fragments.get(&include.fragment).ok_or_else(none)?.filled(include)
    }

    /// Every fragment in short, by name.
    pub(crate) fn outlines(&self) -> Vec<FragmentOutline> {
        self.fragments.iter().map(|(name, fragment)| fragment.outline(name)).collect()
    }

    /// Everything a text includes, as one text with the lines it came from.
    fn expand(&self, name: &str, text: &str) -> Result<(String, Lines), NotADefinition> {
        let mut whole = Whole { text: String::new(), lines: Lines::default() };
        whole.add(name, text, 1);
        self.include(name, text, 1, &mut Vec::new(), &mut whole)?;
        Ok((whole.text, whole.lines))
    }

    fn include(
        &self,
        name: &str,
        text: &str,
        first_line: usize,
        path: &mut Vec<String>,
        whole: &mut Whole,
    ) -> Result<(), NotADefinition> {
        let found: Includes =
            toml::from_str(text).map_err(|e| Lines::from(name, text, first_line).unreadable(text, &e))?;
        for include in found.include {
            let line = text[..include.span().start.min(text.len())].matches('\n').count() + first_line;
            let include = include.into_inner();
            let at = |what: String| unreadable(what, Some((name, line)));
            let Some(fragment) = self.fragments.get(&include.fragment) else {
                return Err(at(format!("there is no fragment {:?}", include.fragment)));
            };
            if path.contains(&include.fragment) || path.len() >= DEEPEST {
                path.push(include.fragment);
                return Err(at(format!("the fragments include each other: {}", path.join(" → "))));
            }
            let body = fragment.filled(&include).map_err(at)?;
            let file = format!("fragment {}", include.fragment);
            whole.add(&file, &body, fragment.first_line);
            if whole.text.len() > LONGEST {
                return Err(unreadable(format!("{name}: longer than {LONGEST} bytes"), None));
            }
            path.push(include.fragment);
            self.include(&file, &body, fragment.first_line, path, whole)?;
            path.pop();
        }
        Ok(())
    }
}

/// What is wrong with a text as a whole, or with a line of it.
fn unreadable(words: String, at: Option<(&str, usize)>) -> NotADefinition {
    let at = at.map(|(file, line)| At { file: file.to_owned(), line, column: 1, written: String::new() });
    NotADefinition::Unreadable(Box::new(Unreadable::of(words, at)))
}

/// A fragment as somebody sees it who may include it.
#[derive(Debug, Clone, PartialEq)]
pub struct FragmentOutline {
    /// Its name.
    pub name: String,
    /// What its parts are called, in the order in which they are written.
    pub labels: Vec<Words>,
    /// Its parameters by name.
    pub parameters: BTreeMap<String, Parameter>,
}

/// What a fragment wants to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// What it is when nobody says; none when it must be said.
    pub own: Option<serde_json::Value>,
    /// Whether it stands as a text between quotes; otherwise it is a list, a number, yes or no.
    pub is_text: bool,
}

/// Whether a text says of itself that it is a fragment.
pub(crate) fn is_fragment(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line.starts_with("fragment") && line.contains('='))
}

impl Fragment {
    fn outline(&self, name: &str) -> FragmentOutline {
        let mut parameters = BTreeMap::new();
        let mut rest = self.body.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((parameter, after)) = after.split_once("}}") else { break };
            let parameter = parameter.trim_start_matches(SPREAD);
            let line = before.rsplit('\n').next().unwrap_or_default();
            // Inside of quotes there is one more before it than were closed.
            let is_text = line.matches('"').count() % 2 == 1;
            let own = self.defaults.get(parameter).map(|value| serde_json::to_value(value).unwrap_or_default());
            parameters.entry(parameter.to_owned()).or_insert(Parameter { own, is_text });
            rest = after;
        }
        FragmentOutline { name: name.to_owned(), labels: self.labels(), parameters }
    }

    /// The labels of its parts, with what it says itself filled in.
    fn labels(&self) -> Vec<Words> {
        #[derive(Deserialize)]
        struct Labelled {
            label: Words,
        }
        let read = |line: &str| {
            let mut line = line.to_owned();
            for (name, value) in &self.defaults {
                if let toml::Value::String(said) = value {
                    line = line.replace(&format!("{{{{{name}}}}}"), said);
                }
            }
            toml::from_str::<Labelled>(&line).ok().map(|said| said.label)
        };
        let labels = self.body.lines().filter(|line| line.starts_with("label = {"));
        labels.filter_map(read).filter(|words| !words.zh.contains("{{")).collect()
    }

    /// Its text with the parameters filled in.
    fn filled(&self, include: &Include) -> Result<String, String> {
        let mut used = BTreeSet::new();
        let mut text = String::with_capacity(self.body.len());
        let mut rest = self.body.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else { break };
            let (name, spread) = name.strip_prefix(SPREAD).map_or((name, false), |name| (name, true));
            let value = include.with.get(name).or_else(|| self.defaults.get(name));
            let value = value.ok_or_else(|| format!("fragment {:?} wants a value for {name:?}", include.fragment))?;
            used.insert(name);
            text.push_str(before);
            match value {
                toml::Value::String(said) if said.contains(['"', '\\', '\n']) => {
                    return Err(format!("the value of {name:?} has quotes or lines in it"));
                }
                toml::Value::String(said) => text.push_str(said),
                toml::Value::Array(items) if spread => {
                    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                    text.push_str(&items.join(", "));
                }
                other => text.push_str(&other.to_string()),
            }
            if text.len() > LONGEST {
                return Err(format!("with its values it is longer than {LONGEST} bytes"));
            }
            rest = after;
        }
        text.push_str(rest);
        match include.with.keys().find(|name| !used.contains(name.as_str())) {
            Some(name) => Err(format!("fragment {:?} has no parameter {name:?}", include.fragment)),
            None => Ok(text),
        }
    }
}

struct Whole {
    text: String,
    lines: Lines,
}

impl Whole {
    fn add(&mut self, file: &str, text: &str, first_line: usize) {
        for (nth, line) in text.lines().enumerate() {
            self.text.push_str(line);
            self.text.push('\n');
            self.lines.0.push((file.to_owned(), first_line + nth));
        }
    }
}

impl Definition {
    /// Reads a definition with the fragments it includes and checks that it is fit to run.
    ///
    /// # Errors
    /// [`NotADefinition`] with file and line of what cannot be read, or everything that would not work.
    pub fn from_toml_with(text: &str, library: &Library) -> Result<Self, NotADefinition> {
        let sketch = Sketch::read(text, library)?;
        if sketch.findings.is_empty() { Ok(sketch.def) } else { Err(NotADefinition::Unfit(sketch.findings)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_says_what_it_brings_and_what_it_wants_to_be_told() {
        let text = "fragment = \"consent\"\ndefaults = { words = \"审批\", budget = \"1 day\" }\n\n[[stage]]\nid = \"approving\"\n\
                    label = { zh = \"待{{words}}\", en = \"To be approved\" }\nowner = \"{{owner}}\"\nby = {{by}}\n\n[[clock]]\n\
                    budget = \"{{budget}}\"\n";
        let (library, _) = Library::of(&[text]).expect("reads");
        let [outline] = library.outlines().try_into().expect("one");
        assert_eq!(outline.labels, [Words { zh: "待审批".into(), en: "To be approved".into() }]);
        let wanted: Vec<(&str, bool, bool)> =
            outline.parameters.iter().map(|(name, p)| (name.as_str(), p.own.is_some(), p.is_text)).collect();
        assert_eq!(
            wanted,
            [("budget", true, true), ("by", false, false), ("owner", false, true), ("words", true, true)]
        );
    }
}
