//! A handbook: which processes, and who stands behind each.

use std::sync::Arc;

use desk::Approval;
use kernel::Instant;
use process::Definition;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which chapters are wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// Those of an area, as in `customer`, or of several with commas between them.
    #[schemars(length(max = 200))]
    pub area: Option<String>,
    /// The one of a process.
    #[schemars(length(max = 40))]
    pub process: Option<String>,
    /// All of them.
    pub all: Option<bool>,
}

impl Choice {
    /// Every chapter.
    pub fn everything() -> Self {
        Self { all: Some(true), ..Self::default() }
    }

    /// The chapters of these areas.
    pub fn areas(areas: &[String]) -> Self {
        Self { area: Some(areas.join(",")), ..Self::default() }
    }

    /// Whether only cover and contents are wanted.
    pub(crate) fn is_nothing(&self) -> bool {
        self.area.is_none() && self.process.is_none() && self.all != Some(true)
    }

    /// Whether a process is wanted.
    pub(crate) fn takes(&self, def: &Definition) -> bool {
        let area = def.area.as_deref().unwrap_or_default();
        let of_area = |chosen: &String| chosen.split(',').any(|one| one.trim() == area);
        self.all == Some(true)
            || self.area.as_ref().is_some_and(of_area)
            || self.process.as_deref() == Some(def.key.as_str())
    }
}

/// The handbook as it stands today.
#[derive(Debug, Clone)]
pub struct Handbook {
    /// The company.
    pub company: String,
    /// When it was made.
    pub made_at: Instant,
    /// Every process in force by area, in the order of the catalogue.
    pub areas: Vec<(String, Vec<Chapter>)>,
    /// Which of them are written out.
    pub choice: Choice,
}

impl Handbook {
    /// The areas with the chapters that are wanted, or all of them while none was chosen.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = (&str, Vec<&Chapter>)> {
        let nothing = self.choice.is_nothing();
        let wanted = move |chapter: &&Chapter| nothing || self.choice.takes(&chapter.def);
        let areas = self.areas.iter();
        areas
            .map(move |(area, list)| (area.as_str(), list.iter().filter(wanted).collect::<Vec<&Chapter>>()))
            .filter(|(_, list)| !list.is_empty())
    }
}

/// A process in force.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Its number, as in `1.3`.
    pub number: String,
    /// The process.
    pub def: Arc<Definition>,
    /// The version, counted from 1.
    pub version: i64,
    /// Since when it is in force.
    pub effective_at: Option<Instant>,
    /// Who stands behind it, when the company wrote it itself.
    pub approval: Option<Approval>,
}

/// The contents of the handbook, for the API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Contents {
    /// The company.
    pub company: String,
    /// The chapters.
    pub rows: Vec<ChapterLine>,
}

/// A chapter in the contents.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChapterLine {
    /// Its number.
    pub number: String,
    /// The process.
    pub process: String,
    /// What it is called.
    pub title: String,
    /// The area.
    pub area: String,
    /// The version, counted from 1.
    pub version: i64,
    /// Its hash.
    pub hash: String,
    /// Since when it is in force.
    pub effective_at: Option<Instant>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who reviewed it.
    pub reviewer: Option<String>,
}
