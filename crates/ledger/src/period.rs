//! Closing of periods: up to a day everything stands; reopening says why.

use kernel::Date;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// One closing or reopening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The last day of the period.
    pub until: Date,
    /// How many entries the log had by then.
    pub after: u64,
    /// Why it was opened again; a closing has none.
    pub reopened: Option<String>,
}

/// The closings there have been, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Periods {
    turns: Vec<Turn>,
}

impl Periods {
    /// The closings and reopenings there have been, oldest first.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The last closed day.
    pub fn closed_until(&self) -> Option<Date> {
        self.closed_after(u64::MAX)
    }

    /// The last closed day when the log had so many entries.
    pub fn closed_after(&self, entries: u64) -> Option<Date> {
        self.standing(entries).last().copied()
    }

    /// Closes everything up to and with a day.
    ///
    /// # Errors
    /// The day is closed already.
    pub fn close(&mut self, until: Date, entries: u64) -> Result<(), Refusal> {
        match self.closed_until() {
            Some(closed) if until <= closed => Err(Refusal::ClosedAlready { until: closed }),
            _ => {
                self.turns.push(Turn { until, after: entries, reopened: None });
                Ok(())
            }
        }
    }

    /// Opens the period that was closed last.
    ///
    /// # Errors
    /// No period is closed, another one was closed after this one, or the reason is missing.
    pub fn reopen(&mut self, until: Date, reason: &str, entries: u64) -> Result<(), Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        match self.closed_until() {
            Some(closed) if closed == until => {
                self.turns.push(Turn { until, after: entries, reopened: Some(reason.to_owned()) });
                Ok(())
            }
            Some(last) => Err(Refusal::NotClosedLast { last }),
            None => Err(Refusal::NothingClosed),
        }
    }

    /// The closings that stood when the log had so many entries.
    fn standing(&self, entries: u64) -> Vec<Date> {
        let mut standing = Vec::new();
        for turn in self.turns.iter().filter(|turn| turn.after <= entries) {
            if turn.reopened.is_some() {
                standing.pop();
            } else {
                standing.push(turn.until);
            }
        }
        standing
    }
}
