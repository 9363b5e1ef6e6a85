//! Numbers of papers without a gap: each series counts within its prefix and its time, and a number once given is never given again.

use std::{collections::BTreeMap, fmt};

use kernel::Date;
use serde::{Deserialize, Serialize};

/// When a series begins again at one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restart {
    /// Never.
    Never,
    /// On 1 January.
    Yearly,
    /// On the first of the month.
    Monthly,
}

/// A series of numbered papers: receipts, vouchers, invoices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The letters before the number: `SJ`.
    pub prefix: String,
    /// When it begins again.
    pub restart: Restart,
    /// The least digits of the count.
    pub width: usize,
}

/// The number of one paper: the time it counts within, and its place there from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Number {
    /// `2026`, `202611` or nothing.
    pub within: String,
    /// The place.
    pub count: u64,
}

impl Series {
    /// The time within which a paper of this day counts.
    pub fn within(&self, on: Date) -> String {
        match self.restart {
            Restart::Never => String::new(),
            Restart::Yearly => on.0.format("%Y").to_string(),
            Restart::Monthly => on.0.format("%Y%m").to_string(),
        }
    }

    /// The next number; `last` is the last count given within the same time, 0 when none was. A paper that is voided keeps its number.
    pub fn next(&self, on: Date, last: u64) -> Number {
        Number { within: self.within(on), count: last + 1 }
    }

    /// The number as it is printed: `SJ202611-000042`.
    pub fn printed(&self, number: &Number) -> String {
        let count = format!("{:0width$}", number.count, width = self.width);
        if self.prefix.is_empty() && number.within.is_empty() {
            count
        } else {
            format!("{}{}-{count}", self.prefix, number.within)
        }
    }

    /// Reads a printed number of this series.
    pub fn read(&self, text: &str) -> Option<Number> {
        let rest = text.strip_prefix(self.prefix.as_str())?;
        let (within, count) = rest.split_once('-').unwrap_or(("", rest));
        let number = Number { within: within.to_owned(), count: count.parse().ok().filter(|count| *count > 0)? };
        (self.printed(&number) == text).then_some(number)
    }
}

/// What is wrong with the numbers of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Numbers from one to another are missing.
    Gap {
        /// The time they count within.
        within: String,
        /// The first that is missing.
        from: u64,
        /// The last that is missing.
        until: u64,
    },
    /// A number was given twice.
    Twice(Number),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { within, from, until } => write!(f, "{within}: {from} to {until} are missing"),
            Self::Twice(number) => write!(f, "{}: {} was given twice", number.within, number.count),
        }
    }
}

/// Gaps and doubles among the numbers that were given, in any order.
pub fn flaws(given: &[Number]) -> Vec<Flaw> {
    let mut by_time: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for number in given {
        by_time.entry(&number.within).or_default().push(number.count);
    }
    let mut found = Vec::new();
    for (within, mut counts) in by_time {
        counts.sort_unstable();
        let mut expected = 1;
        for count in counts {
            if count < expected {
                found.push(Flaw::Twice(Number { within: within.to_owned(), count }));
                continue;
            }
            if count > expected {
                found.push(Flaw::Gap { within: within.to_owned(), from: expected, until: count - 1 });
            }
            expected = count + 1;
        }
    }
    found
}
