//! How a thing is done that recurs (作业指导): typed steps in the order of walking, what each must prove, and what follows when it
//! fails. A procedure knows nothing of places and days – that is the plan's part.
//!
//! Pure: [`read`] turns a file into procedures or says what is wrong where, [`judge`] turns what somebody recorded into verdicts.

mod answer;
mod judge;
mod limits;
mod lint;
mod meter;
mod reading;
mod shipped;
mod step;
mod told;
mod written;

use std::{fmt, str::FromStr, sync::OnceLock};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use kernel::Words;

pub use answer::{Answer, Given, Known, LastReading, NO_POSITION, Near, Position, Reading, Replaced, Spot};
pub use judge::{Judged, Judgement, Verdict, judge};
pub use limits::Limits;
pub use reading::{Finding, NotProcedures, read};
pub use shipped::{shipped, shipped_texts};
pub use step::{Choice, Kind, OnFail, Proof, ScanOf, Step, Unit};

/// What is done on one occasion. Immutable once in use: a task pins the hash of the procedure it began with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    /// Its name among all, as in `lift_half_month`.
    pub key: String,
    /// Rises with each change of what it says.
    pub version: u32,
    /// What it is called.
    pub title: Words,
    /// What it is for, and where it ends.
    pub purpose: Option<Words>,
    /// Under what it stands in the library; one of [`SYSTEMS`].
    pub system: String,
    /// Classes of equipment it is meant for, by their code in the equipment ledger.
    pub classes: Vec<String>,
    /// Roles that do it.
    pub roles: Vec<String>,
    /// Certificates whoever does it must hold, by name.
    pub certificates: Vec<Words>,
    /// Kinds of work it is, beside its system, for which somebody's certificate may lapse: `height`, `high_voltage`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub work: Vec<String>,
    /// How long it usually takes, in minutes.
    pub minutes: Option<u32>,
    /// How often it is meant to be done; a plan takes this over and may differ.
    pub rhythms: Vec<Rhythm>,
    /// What to take along.
    pub tools: Vec<Words>,
    /// Parts and material that may be needed.
    pub parts: Vec<Words>,
    /// What to mind, so that nobody is hurt.
    pub safety: Vec<Words>,
    /// Papers its figures come from.
    pub sources: Vec<Source>,
    /// Why a step may be left out.
    pub skip_reasons: Vec<Reason>,
    /// The least score that passes, in hundredths of a percent; none: only the steps count.
    pub pass: Option<u32>,
    /// Its steps in the order of walking.
    pub sections: Vec<Section>,
    #[serde(skip)]
    pub(crate) hashed: Hashed,
}

/// Under what procedures stand in the library, in the order of the trade.
pub const SYSTEMS: [&str; 17] = [
    "lift",
    "power",
    "lighting",
    "water",
    "fire",
    "hvac",
    "low_voltage",
    "parking",
    "building",
    "pool",
    "order",
    "cleaning",
    "greening",
    "waste",
    "service",
    "day_plan",
    "takeover",
];

/// Steps that belong together: a room on the way, or hours of a post's day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Where or what.
    pub title: Words,
    /// When in the day, for the day-plan of a post.
    pub hours: Option<Hours>,
    /// What is done there.
    pub steps: Vec<Step>,
}

/// A rhythm that comes with a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rhythm {
    /// An RFC 5545 rule without its start, as in `FREQ=MONTHLY;INTERVAL=3`.
    pub rule: String,
    /// Hours of the day in which alone it may be done.
    pub hours: Option<Hours>,
    /// For whom or when this rhythm holds, where there are several.
    pub when: Option<Words>,
    /// Where it is written.
    pub standards: Vec<Reference>,
}

/// A paper that figures and duties come from: a law, a standard, the company's own rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its short name in references, as in `tsg_t5002`.
    pub id: String,
    /// Its number with the year, as printed on it; empty for a paper without.
    #[serde(default)]
    pub number: String,
    /// What it is called.
    pub title: Words,
}

/// A place in a paper, written `tsg_t5002 A-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    /// The short name of the [`Source`].
    pub source: String,
    /// Clause, table or row; empty: all of it.
    pub clause: String,
}

/// Why a step may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its name in records, as in `no_access`.
    pub id: String,
    /// What people read.
    pub words: Words,
    /// Whether somebody must write more about it.
    #[serde(default)]
    pub explain: bool,
}

/// Hours of a day, written `08:00-09:30`; an end not after the beginning lies on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hours {
    /// Minutes after midnight at which they begin.
    pub from: u16,
    /// Minutes after midnight at which they end, up to 24:00.
    pub to: u16,
}

/// The hash of a procedure, computed once; two procedures are compared by what they say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hashed(OnceLock<String>);

impl PartialEq for Hashed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Procedure {
    /// All steps in the order of walking.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.sections.iter().flat_map(|section| &section.steps)
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps().find(|step| step.id == id)
    }

    /// The paper with this short name.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// Everything it refers to: its rhythms and its steps.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        let rhythms = self.rhythms.iter().flat_map(|rhythm| &rhythm.standards);
        rhythms.chain(self.steps().flat_map(|step| &step.standards))
    }

    /// The hash of what it says: the same for two files that differ only in layout, comments or order of keys.
    pub fn hash(&self) -> &str {
        self.hashed.0.get_or_init(|| {
            let canonical = serde_json::to_vec(self).expect("a procedure has only text keys");
            HEXLOWER.encode(&Sha256::digest(canonical))
        })
    }
}

impl Hours {
    /// How long they are, in minutes.
    pub const fn minutes(self) -> u16 {
        if self.to > self.from { self.to - self.from } else { DAY - self.from + self.to }
    }

    /// Whether a minute of the day lies in them; the end does not.
    pub const fn hold(self, minute: u16) -> bool {
        if self.to > self.from {
            self.from <= minute && minute < self.to
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

/// Minutes of a day.
const DAY: u16 = 24 * 60;

impl FromStr for Hours {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let minute = |time: &str| {
            let (hours, minutes) = time.trim().split_once(':')?;
            let two = |part: &str| if part.len() == 2 { part.parse::<u16>().ok() } else { None };
            let (hours, minutes) = (two(hours)?, two(minutes)?);
            let all = hours.checked_mul(60)?.checked_add(minutes)?;
            (minutes < 60 && all <= DAY).then_some(all)
        };
        let read = || {
            let (from, to) = text.split_once('-')?;
            Some(Self { from: minute(from).filter(|from| *from < DAY)?, to: minute(to)? })
        };
        read().ok_or_else(|| format!("{text:?} is no span of hours: write it as 08:00-09:30"))
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, self.to / 60, self.to % 60)
    }
}

impl TryFrom<String> for Hours {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl From<Hours> for String {
    fn from(hours: Hours) -> Self {
        hours.to_string()
    }
}

impl FromStr for Reference {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (source, clause) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        if source.is_empty() {
            return Err("a reference names its source first, as in `tsg_t5002 A-1`".into());
        }
        Ok(Self { source: source.into(), clause: clause.trim().into() })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source, self.clause)
    }
}

impl TryFrom<String> for Reference {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string().trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_and_may_go_over_midnight() {
        let night: Hours = "22:30-06:00".parse().expect("reads");
        assert_eq!((night.minutes(), night.to_string().as_str()), (450, "22:30-06:00"));
        assert!(night.hold(23 * 60) && night.hold(0) && !night.hold(6 * 60) && !night.hold(12 * 60));
        let lifts: Hours = "00:00-05:00".parse().expect("reads");
        assert!(lifts.hold(0) && lifts.hold(299) && !lifts.hold(300));
        assert_eq!("20:00-24:00".parse::<Hours>().expect("reads").minutes(), 240);
        for wrong in
            ["", "8:00-9:00", "08:00", "08:60-09:00", "24:00-25:00", "24:00-01:00", "ab:cd-ef:gh", "08:00-24:01"]
        {
            assert!(wrong.parse::<Hours>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_reference_names_its_paper_and_the_place_in_it() {
        let reference: Reference = "gb_25201 6.2 表A".parse().expect("reads");
        assert_eq!((reference.source.as_str(), reference.clause.as_str()), ("gb_25201", "6.2 表A"));
        assert_eq!(String::from("own".parse::<Reference>().expect("reads")), "own");
        assert!(" ".parse::<Reference>().is_err());
    }
}
