//! A procedure as it stands in its file: strict about every key, before it is turned into typed steps.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{Choice, Hours, OnFail, Proof, Reason, Reference, ScanOf, Source, Unit, Words};

/// One file: the papers it refers to, and procedures.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
    #[serde(rename = "procedure")]
    pub procedures: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub key: String,
    pub version: u32,
    pub title: Words,
    pub purpose: Option<Words>,
    pub system: String,
    #[serde(default)]
    pub classes: Vec<String>,
    pub roles: Vec<String>,
    #[serde(default)]
    pub certificates: Vec<Words>,
    #[serde(default)]
    pub work: Vec<String>,
    pub minutes: Option<u32>,
    /// What follows a failed step that looks at the thing itself and does not say it.
    #[serde(default)]
    pub on_fail: OnFail,
    #[serde(default)]
    pub rhythms: Vec<WrittenRhythm>,
    #[serde(default)]
    pub tools: Vec<Words>,
    #[serde(default)]
    pub parts: Vec<Words>,
    #[serde(default)]
    pub safety: Vec<Words>,
    #[serde(default)]
    pub skip_reasons: Vec<Reason>,
    /// In percent.
    pub pass: Option<Decimal>,
    #[serde(rename = "section")]
    pub sections: Vec<WrittenSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRhythm {
    pub rule: String,
    pub hours: Option<Hours>,
    pub when: Option<Words>,
    #[serde(default)]
    pub standards: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenSection {
    pub title: Words,
    pub hours: Option<Hours>,
    pub steps: Vec<WrittenStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenStep {
    pub id: String,
    pub kind: Word,
    pub ask: Words,
    pub hint: Option<Words>,
    #[serde(default = "yes")]
    pub required: bool,
    #[serde(default = "yes")]
    pub skippable: bool,
    #[serde(default = "one")]
    pub weight: u32,
    #[serde(default)]
    pub proof: Proof,
    pub on_fail: Option<OnFail>,
    #[serde(default)]
    pub standards: Vec<Reference>,

    // What only some kinds know.
    pub not_applicable: Option<bool>,
    pub unit: Option<Unit>,
    pub least: Option<Decimal>,
    pub greatest: Option<Decimal>,
    pub warn_below: Option<Decimal>,
    pub warn_above: Option<Decimal>,
    pub choices: Option<Vec<Choice>>,
    pub by: Option<Words>,
    pub within: Option<u32>,
    pub of: Option<ScanOf>,
    pub digits: Option<u32>,
    pub factor: Option<Decimal>,
    pub deviation: Option<Decimal>,
}

fn yes() -> bool {
    true
}
fn one() -> u32 {
    1
}

/// The word for a kind.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Word {
    Check,
    Number,
    Text,
    Choice,
    Photo,
    Signature,
    Location,
    Scan,
    Meter,
    Stopwatch,
    Read,
}

impl WrittenStep {
    /// The keys that were given and belong to some kinds only.
    pub fn special(&self) -> Vec<&'static str> {
        let given = [
            ("not_applicable", self.not_applicable.is_some()),
            ("unit", self.unit.is_some()),
            ("least", self.least.is_some()),
            ("greatest", self.greatest.is_some()),
            ("warn_below", self.warn_below.is_some()),
            ("warn_above", self.warn_above.is_some()),
            ("choices", self.choices.is_some()),
            ("by", self.by.is_some()),
            ("within", self.within.is_some()),
            ("of", self.of.is_some()),
            ("digits", self.digits.is_some()),
            ("factor", self.factor.is_some()),
            ("deviation", self.deviation.is_some()),
        ];
        given.into_iter().filter(|(_, there)| *there).map(|(key, _)| key).collect()
    }
}

impl Word {
    /// The keys that a kind knows beside those of every step.
    pub const fn knows(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["not_applicable"],
            Self::Number => &["unit", "least", "greatest", "warn_below", "warn_above"],
            Self::Text => &["greatest"],
            Self::Choice => &["choices"],
            Self::Photo => &["least", "greatest"],
            Self::Signature => &["by"],
            Self::Location => &["within"],
            Self::Scan => &["of"],
            Self::Meter => &["unit", "digits", "factor", "deviation"],
            Self::Stopwatch => &["least", "greatest", "warn_below", "warn_above"],
            Self::Read => &[],
        }
    }
}
