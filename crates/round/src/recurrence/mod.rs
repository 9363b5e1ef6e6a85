//! Recurrence by RFC 5545: rules from days to years, in local time, from 1970 to 2100.
//!
//! A recurrence knows no time zone: it yields wall-clock times, and whoever keeps the plan knows the place. Where the RFC leaves
//! it open whether a start that the rule does not pick counts, it does not.

mod fault;
mod read;
mod rule;
mod walk;
mod words;

use std::{collections::BTreeSet, fmt};

use chrono::{Datelike, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use fault::{Fault, Part};
pub use rule::{Ends, Frequency, NthDay, Rule};
use walk::Picks;
pub use walk::Times;

/// The first year that has occurrences.
pub const FIRST_YEAR: i32 = 1970;
/// The last year that has occurrences: a rule that never comes is given up here.
pub const LAST_YEAR: i32 = 2100;
/// How many single dates may be added to a recurrence, and how many taken away.
pub const MOST_DATES: usize = 1_000;

/// When something recurs: a start, a rule, times added to it and times taken away. Without a rule it is the start and what is
/// added. It reads and writes itself as iCalendar lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    start: NaiveDateTime,
    rule: Option<Box<(Rule, Picks)>>,
    added: BTreeSet<NaiveDateTime>,
    excepted: BTreeSet<NaiveDateTime>,
}

impl Recurrence {
    /// By a rule from a local time on.
    ///
    /// # Errors
    /// Everything that is wrong with the rule.
    pub fn of(start: NaiveDateTime, rule: Rule) -> Result<Self, Vec<Fault>> {
        Self::with(start, Some(rule), BTreeSet::new(), BTreeSet::new())
    }

    /// By a rule or without one, with single times added and others taken away.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn with(
        start: NaiveDateTime,
        rule: Option<Rule>,
        added: BTreeSet<NaiveDateTime>,
        excepted: BTreeSet<NaiveDateTime>,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = rule.as_ref().map(Rule::check).unwrap_or_default();
        if !(FIRST_YEAR..=LAST_YEAR).contains(&start.year()) {
            faults.push(Fault::NotATime { part: Part::Start, found: start.to_string() });
        }
        for (part, dates) in [(Part::Added, &added), (Part::Except, &excepted)] {
            if dates.len() > MOST_DATES {
                faults.push(Fault::TooMany(part));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let rule = rule.map(|rule| {
            let rule = rule.ordered();
            let picks = Picks::of(&rule, start);
            Box::new((rule, picks))
        });
        Ok(Self { start, rule, added, excepted })
    }

    /// The local time it begins; an occurrence only when the rule picks it.
    pub fn start(&self) -> NaiveDateTime {
        self.start
    }

    /// The rule, if it has one.
    pub fn rule(&self) -> Option<&Rule> {
        self.rule.as_ref().map(|ruled| &ruled.0)
    }

    /// The times added to what the rule gives.
    pub fn added(&self) -> &BTreeSet<NaiveDateTime> {
        &self.added
    }

    /// The times taken away.
    pub fn excepted(&self) -> &BTreeSet<NaiveDateTime> {
        &self.excepted
    }

    /// The times of day it comes at, rising.
    pub fn times_of_day(&self) -> Vec<NaiveTime> {
        let own = self.rule.as_ref().map_or_else(|| vec![self.start.time()], |ruled| ruled.1.times.clone());
        let all: BTreeSet<NaiveTime> = own.into_iter().chain(self.added.iter().map(NaiveDateTime::time)).collect();
        all.into_iter().collect()
    }

    /// All occurrences, rising.
    pub fn iter(&self) -> Times<'_> {
        self.from(NaiveDateTime::MIN)
    }

    /// The occurrences from a local time on, rising. A rule without a count is entered there, not walked up to.
    pub fn from(&self, at: NaiveDateTime) -> Times<'_> {
        Times::new(self, at)
    }
}

impl<'a> IntoIterator for &'a Recurrence {
    type Item = NaiveDateTime;
    type IntoIter = Times<'a>;
    fn into_iter(self) -> Times<'a> {
        self.iter()
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DTSTART:{}", self.start.format(rule::STAMP))?;
        if let Some(rule) = self.rule() {
            write!(f, "\nRRULE:{rule}")?;
        }
        for (part, dates) in [(Part::Added, &self.added), (Part::Except, &self.excepted)] {
            let dates: Vec<String> = dates.iter().map(|at| at.format(rule::STAMP).to_string()).collect();
            if !dates.is_empty() {
                write!(f, "\n{}:{}", part.word(), dates.join(","))?;
            }
        }
        Ok(())
    }
}

impl Serialize for Recurrence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Recurrence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(|faults: Vec<Fault>| {
            de::Error::custom(faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("; "))
        })
    }
}
