//! A step: what is asked, what kind of answer proves it, what follows when it fails.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Limits, Reference, Words};

/// One thing to be looked at, measured or done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name in records, unique in its procedure.
    pub id: String,
    /// What is to be done, and what is good.
    pub ask: Words,
    /// More for whoever does it the first time.
    pub hint: Option<Words>,
    /// What kind of answer it wants.
    #[serde(flatten)]
    pub kind: Kind,
    /// Whether the task is complete without it.
    pub required: bool,
    /// Whether it may be left out with a reason.
    pub skippable: bool,
    /// What it counts in the score; 0 does not count.
    pub weight: u32,
    /// When a photo must go with the answer.
    pub proof: Proof,
    /// What follows when it fails.
    pub on_fail: OnFail,
    /// Where it is written.
    pub standards: Vec<Reference>,
}

/// The kinds of steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// Good or bad, where it applies at all.
    Check {
        /// Whether "there is none here" is an answer.
        not_applicable: bool,
    },
    /// A measured figure.
    Number {
        /// What it is measured in.
        unit: Unit,
        /// What is good, and what is near the edge.
        limits: Limits,
    },
    /// Words.
    Text {
        /// The most characters.
        most: u32,
    },
    /// One of several.
    Choice {
        /// What can be chosen.
        choices: Vec<Choice>,
    },
    /// Photos taken on the spot.
    Photo {
        /// The fewest that prove it.
        least: u32,
        /// The most that are kept.
        most: u32,
    },
    /// A signature.
    Signature {
        /// Whose, when not of whoever does the task.
        by: Option<Words>,
    },
    /// Where somebody stands.
    Location {
        /// The greatest distance from the place, in metres; none: it is only recorded.
        within: Option<u32>,
    },
    /// A code at the place or the equipment, read by camera or radio (QR or NFC).
    Scan {
        /// Whose code.
        of: ScanOf,
    },
    /// The figure a meter shows.
    Meter {
        /// What it counts.
        unit: Unit,
        /// Digits before the point; after all nines it begins again at zero.
        digits: Option<u32>,
        /// The greatest use as a multiple of the usual one; above it the reading is not believed.
        factor: Option<Decimal>,
        /// The difference to the usual use, in percent, from which on it is looked into.
        deviation: Option<Decimal>,
    },
    /// A length of time, taken with the stopwatch, in seconds.
    Stopwatch {
        /// What is good; in seconds.
        limits: Limits,
    },
    /// Something to be read and confirmed.
    Read,
}

impl Kind {
    /// The word for it in files.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Check { .. } => "check",
            Self::Number { .. } => "number",
            Self::Text { .. } => "text",
            Self::Choice { .. } => "choice",
            Self::Photo { .. } => "photo",
            Self::Signature { .. } => "signature",
            Self::Location { .. } => "location",
            Self::Scan { .. } => "scan",
            Self::Meter { .. } => "meter",
            Self::Stopwatch { .. } => "stopwatch",
            Self::Read => "read",
        }
    }
}

/// One of the answers of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The stored value.
    pub value: String,
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
    /// Whether choosing it means the step failed.
    #[serde(default)]
    pub fails: bool,
}

/// Whose code is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanOf {
    /// That of the place.
    Place,
    /// That of the equipment.
    Asset,
}

/// What follows when a step fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFail {
    /// It is recorded.
    #[default]
    None,
    /// Something is mended.
    Repair,
    /// Work was not done as it should be.
    Nonconformity,
    /// Somebody is in danger, or may soon be.
    Incident,
}

/// When a photo must go with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It may.
    Never,
    /// When the step failed.
    #[default]
    Failed,
    /// In any case.
    Always,
}

/// What a figure is counted in; a sign such as `MPa` is the same in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Unit(pub Words);

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a sign such as \"MPa\", or { zh = \"…\", en = \"…\" }")]
        enum Either {
            Sign(String),
            Words(Words),
        }
        Ok(Self(match Either::deserialize(from)? {
            Either::Sign(sign) => Words { zh: sign.clone(), en: sign },
            Either::Words(words) => words,
        }))
    }
}
