//! The rules, one file a theme. Each has a small bad snippet among its tests, so that a rule that stops biting is seen.

pub mod dependencies;
pub mod glossary;
pub mod layout;
pub mod licences;
pub mod markup;
pub mod size;
pub mod sql;
pub mod texts;
pub mod words;
pub mod world;

use regex::Regex;

/// Compiles a pattern of ours.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the rules' patterns are valid")
}
