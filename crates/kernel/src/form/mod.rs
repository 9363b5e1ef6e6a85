//! The one form model: what an input looks like, whether it comes from a Rust type or from a process definition.
//!
//! The same [`Form`] is rendered as HTML, decoded from browser text, validated, and shown in the OpenAPI document.

mod decode;
mod files;
mod order;
mod schema;
mod validate;

use serde::{Deserialize, Serialize};

use crate::lang::Label;

pub use decode::{decode, decode_exactly};
pub use files::{FileNamed, files_named};
pub use schema::form_of;
pub use validate::validate;

/// The longest text a field takes when it says nothing itself, in characters.
pub const TEXT_LIMIT: i64 = 2_000;
/// The most entries a repeated field takes when it says nothing itself.
pub const LIST_LIMIT: usize = 200;

/// An ordered set of fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Form {
    /// The fields in the order they are asked.
    pub fields: Vec<Field>,
}

impl Form {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// Puts the fields named into sections, each with its name and whether it is unfolded from the beginning.
    pub fn in_sections(&mut self, sections: &[(&str, bool, &[&str])]) {
        for field in &mut self.fields {
            let section = sections.iter().find(|(_, _, names)| names.contains(&field.name.as_str()));
            field.section = section.map(|(name, open, _)| Section { name: (*name).to_owned(), open: *open });
        }
    }
}

/// One thing asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The name in JSON, URL and table.
    pub name: String,
    /// What it is.
    #[serde(flatten)]
    pub kind: Kind,
    /// The words before it; `field-<name>` of the catalogue when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
    /// Whether it may be given several times.
    #[serde(default)]
    pub many: bool,
    /// The least value, or the least number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The greatest value, or the greatest number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Whether the value is personal data and masked by default.
    #[serde(default)]
    pub personal: bool,
    /// The part of a long form it stands in; such a part can be folded away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Section>,
}

/// A part of a long form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its name; its words are `form-section-<name>`.
    pub name: String,
    /// Whether it is unfolded although nothing in it is filled in yet.
    pub open: bool,
}

impl Field {
    /// An optional field of a kind.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
            label: None,
            required: false,
            many: false,
            min: None,
            max: None,
            personal: false,
            section: None,
        }
    }

    /// The same field, required.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The words before it, as a label.
    pub fn label(&self) -> Label {
        self.label.clone().unwrap_or_else(|| Label::Key(format!("field-{}", self.name.replace('_', "-"))))
    }
}

/// What a field holds. JSON shapes are given in brackets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A line of text (string).
    Text,
    /// Several lines of text (string).
    LongText,
    /// A whole number (integer).
    Integer,
    /// An amount, typed in 元 (integer fen).
    Money,
    /// An area, typed in m² (integer 1/100 m²).
    Area,
    /// Yes or no (boolean).
    Bool,
    /// A day (string `2026-11-21`).
    Date,
    /// A point in time (string, RFC 3339; a browser sends local time of the community).
    Instant,
    /// A telephone number (string).
    Phone,
    /// A password or code, never shown again (string).
    Secret,
    /// One of a fixed list (string).
    Choice {
        /// The list.
        choices: Vec<Choice>,
    },
    /// A record of another register (string id with this prefix).
    Ref {
        /// The prefix of the wanted noun.
        to: String,
    },
    /// A stored photo or document (string `file_…`).
    File {
        /// Whether only pictures are taken, offering the camera.
        #[serde(default)]
        photo: bool,
    },
    /// A signature drawn with the finger (string `file_…`).
    Signature,
    /// A position (object with `latitude`, `longitude`, `accuracy` in degrees and metres).
    Location,
    /// A group of fields (object); with `many`, a small table.
    Group {
        /// The fields of the group.
        fields: Vec<Field>,
    },
    /// Anything (JSON), for machine callers only; no form shows it.
    Any,
}

/// One possible value of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The stored value.
    pub value: String,
    /// The words; `choice-<field>-<value>` of the catalogue when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
}

impl Choice {
    /// A value whose words are in the catalogue.
    pub fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), label: None }
    }
}
