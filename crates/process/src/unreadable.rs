//! A text that cannot be read: where, and what its author has to mend, as far as the reader of the text says it in a way we know.

use std::fmt;

use kernel::Message;

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The place, when there is one.
    pub at: Option<At>,
    /// What is wrong, in English, as whoever reads the text says it.
    pub words: String,
    /// The same for people who write definitions, when it is a slip they are known to make.
    pub slip: Option<Message>,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The file: `repair.toml`, or `fragment call_back`.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is written there.
    pub written: String,
}

impl Unreadable {
    /// What is wrong with a text as a whole, or with a line of it.
    pub(crate) fn of(words: String, at: Option<At>) -> Self {
        Self { at, words, slip: None }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            Some(At { file, line, column, written }) if written.is_empty() => {
                write!(f, "{file} line {line}, column {column}: {}", self.words)
            }
            Some(At { file, line, column, written }) => {
                write!(f, "{file} line {line}, column {column}: {}\n  {written}", self.words)
            }
            None => f.write_str(&self.words),
        }
    }
}

/// How the reader of a text begins to say what is wrong, and the sentence for it.
const SLIPS: [(&str, &str); 33] = [
    ("string values must be quoted", "slip-quotes"),
    ("missing opening quote", "slip-quotes"),
    ("invalid basic string", "slip-open-quote"),
    ("invalid literal string", "slip-open-quote"),
    ("invalid multi-line", "slip-open-quote"),
    ("duplicate key", "slip-twice"),
    ("duplicate field", "slip-twice"),
    ("unclosed array table", "slip-head"),
    ("unclosed table", "slip-head"),
    ("missing table open", "slip-head"),
    ("unclosed array", "slip-list"),
    ("missing array opening", "slip-list"),
    ("missing comma between array", "slip-list"),
    ("extra comma in array", "slip-list"),
    ("unexpected `=` in array", "slip-list"),
    ("unclosed inline table", "slip-braces"),
    ("missing inline table opening", "slip-braces"),
    ("missing comma between key-value", "slip-braces"),
    ("extra comma in inline table", "slip-braces"),
    ("invalid inline table", "slip-braces"),
    ("missing key for inline table", "slip-braces"),
    ("key with no value", "slip-pair"),
    ("missing value", "slip-pair"),
    ("missing assignment", "slip-pair"),
    ("extra assignment", "slip-pair"),
    ("extra `=`", "slip-pair"),
    ("invalid key-value pair", "slip-pair"),
    ("unexpected key or value", "slip-pair"),
    ("invalid unquoted key", "slip-key"),
    ("unquoted keys cannot be empty", "slip-key"),
    ("invalid integer", "slip-number"),
    ("unexpected leading zero", "slip-number"),
    ("invalid float", "slip-number"),
];

/// The slip that these words are about.
pub(crate) fn slip(words: &str) -> Option<Message> {
    // What is quoted is a name somebody wrote or one that is expected.
    let mut quoted = words.split('`').skip(1).step_by(2);
    let first = quoted.next().unwrap_or_default().to_owned();
    let known = quoted.collect::<Vec<_>>().join("、");
    if words.starts_with("missing field") {
        return Some(Message::of("slip-missing").with("name", first));
    }
    if words.starts_with("unknown field") {
        return Some(Message::of("slip-unknown").with("name", first).with("known", known));
    }
    if words.starts_with("unknown variant") {
        return Some(Message::of("slip-choice").with("name", first).with("known", known));
    }
    if let Some(rest) = words.strip_prefix("invalid type: ") {
        let wanted = rest.rsplit_once("expected ").map(|(_, wanted)| wanted).unwrap_or_default();
        return KINDS.iter().find(|(begins, _)| wanted.starts_with(begins)).map(|(_, key)| Message::of(*key));
    }
    SLIPS.iter().find(|(begins, _)| words.starts_with(begins)).map(|(_, key)| Message::of(*key))
}

/// How it says which kind of value it expects.
const KINDS: [(&str, &str); 11] = [
    ("a string", "slip-wants-text"),
    ("string", "slip-wants-text"),
    ("a sequence", "slip-wants-list"),
    ("a boolean", "slip-wants-yes"),
    ("a map", "slip-wants-table"),
    ("struct", "slip-wants-table"),
    ("i64", "slip-wants-number"),
    ("u8", "slip-wants-number"),
    ("u32", "slip-wants-number"),
    ("u64", "slip-wants-number"),
    ("usize", "slip-wants-number"),
];

#[cfg(test)]
mod tests {
    use crate::{Definition, NotADefinition};

    const REPAIR: &str = include_str!("../../../modules/desk/processes/repair.toml");

    #[test]
    fn the_slips_people_make_are_told_in_their_words() {
        for (from, to, key) in [
            ("key = \"repair\"", "key = repair", "slip-quotes"),
            ("key = \"repair\"", "key = \"repair", "slip-open-quote"),
            ("number = \"BX\"", "number = \"BX\"\nnumber = \"BY\"", "slip-twice"),
            ("[open]", "[open", "slip-head"),
            ("by = [\"requester\", \"staff\", \"anyone\"]", "by = [\"requester\" \"staff\"]", "slip-list"),
            ("title = { zh = \"报修\", en", "title = { zh = \"报修\" en", "slip-braces"),
            ("number = \"BX\"", "number", "slip-pair"),
            ("number = \"BX\"", "单号 = \"BX\"", "slip-key"),
            ("number = \"BX\"\n", "", "slip-missing"),
            ("number = \"BX\"", "number = \"BX\"\nnummer = \"BX\"", "slip-unknown"),
            ("kind = \"long_text\"", "kind = \"roman\"", "slip-choice"),
            ("number = \"BX\"", "number = 7", "slip-wants-text"),
            ("by = [\"requester\", \"staff\", \"anyone\"]", "by = \"staff\"", "slip-wants-list"),
            ("max = 120", "max = \"many\"", "slip-wants-number"),
        ] {
            assert!(REPAIR.contains(from), "{from}");
            let Err(NotADefinition::Unreadable(told)) = Definition::from_toml(&REPAIR.replacen(from, to, 1)) else {
                panic!("{to} is read")
            };
            assert_eq!(told.slip.as_ref().map(|slip| slip.key.as_ref()), Some(key), "{to}: {}", told.words);
            assert!(told.at.is_some_and(|at| at.line > 0), "{to}");
        }
    }
}
