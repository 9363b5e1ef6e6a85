//! One occurrence of a plan, and how it goes from state to state.

use chrono::NaiveDateTime;
use kernel::{Date, Instant, Message};
use serde::{Deserialize, Serialize};

/// One time at which a plan is due. The plan and the key together are its identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// What it is the occurrence of: `2026-11-21`, `2026-11-21T08:00` when there are several a day, `meter:hours:500000`,
    /// `alarm:` and the alarm's id.
    pub key: String,
    /// The local time the plan names, before any shift.
    pub nominal: NaiveDateTime,
    /// The day it is due.
    pub day: Date,
    /// When it is given out.
    pub release: Instant,
    /// From when on it may be done.
    pub opens: Instant,
    /// Until when it must be done; from this instant on it is overdue.
    pub closes: Instant,
    /// What has become of it.
    pub state: State,
    /// Somebody has given it to somebody, moved it or begun it: editing the plan leaves it alone.
    #[serde(default)]
    pub touched: bool,
}

/// Where an occurrence stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Known, not yet given out.
    Planned,
    /// Given out.
    Released,
    /// Begun.
    InProgress,
    /// Done.
    Done {
        /// When.
        at: Instant,
    },
    /// Left out with a reason.
    Skipped(Skip),
    /// Its time has passed.
    Missed {
        /// When it was done after all.
        made_up: Option<Instant>,
    },
}

/// Why an occurrence is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// Another plan stands in for it.
    Superseded {
        /// The other plan.
        by: String,
    },
    /// Somebody who may has said so.
    Given {
        /// Why.
        reason: String,
        /// Who.
        by: String,
        /// When; none where nobody wrote it down.
        at: Option<Instant>,
    },
}

/// What can be done to an occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Given out, also before its time.
    Release,
    /// Begun.
    Begin,
    /// Laid down again by who had begun it.
    LayDown,
    /// Done at that instant, which may be told later, by a device that had no signal.
    Finish {
        /// When it was done.
        at: Instant,
    },
    /// Left out at that instant, which may be told later as well.
    Skip {
        /// Why.
        reason: String,
        /// Who said so.
        by: String,
        /// When it was left out.
        at: Instant,
    },
    /// Its time has passed.
    Miss,
}

/// Why an act cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It has not been given out.
    NotReleased,
    /// It has not been begun.
    NotBegun,
    /// Somebody is at it.
    UnderWay,
    /// It is over.
    Over,
}

impl Refused {
    /// Why, and what to do.
    pub fn message(self) -> Message {
        Message::of(match self {
            Self::NotReleased => "occurrence-not-released",
            Self::NotBegun => "occurrence-not-begun",
            Self::UnderWay => "occurrence-under-way",
            Self::Over => "occurrence-over",
        })
    }
}

/// How a time lies to a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    /// Before it.
    Early,
    /// Within it.
    OnTime,
    /// After it.
    Late,
}

impl State {
    /// Whether nothing has become of it yet.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Planned | Self::Released | Self::InProgress)
    }

    /// The state after an act.
    ///
    /// # Errors
    /// [`Refused`] when the act cannot be taken from here.
    pub fn after(&self, act: Act, closes: Instant) -> Result<Self, Refused> {
        match (self, act) {
            (Self::Planned, Act::Release) => Ok(Self::Released),
            (Self::Planned, Act::Begin | Act::Finish { .. }) => Err(Refused::NotReleased),
            (Self::Released, Act::Begin) => Ok(Self::InProgress),
            (Self::InProgress, Act::LayDown) => Ok(Self::Released),
            (Self::Released | Self::InProgress, Act::Finish { at }) => Ok(Self::Done { at }),
            (Self::Planned | Self::Released, Act::LayDown) => Err(Refused::NotBegun),
            (Self::Released | Self::InProgress, Act::Release) | (Self::InProgress, Act::Begin | Act::Miss) => {
                Err(Refused::UnderWay)
            }
            (Self::Planned | Self::Released, Act::Miss) => Ok(Self::Missed { made_up: None }),
            (Self::Planned | Self::Released | Self::InProgress, Act::Skip { reason, by, at }) => {
                Ok(Self::Skipped(Skip::Given { reason, by, at: Some(at) }))
            }
            // The same for leaving out: told late, it had not been missed.
            (Self::Missed { made_up: None }, Act::Skip { reason, by, at }) if at < closes => {
                Ok(Self::Skipped(Skip::Given { reason, by, at: Some(at) }))
            }
            // Done in time, and told only after it had been given up: it was done in time.
            (Self::Missed { made_up: None }, Act::Finish { at }) if at < closes => Ok(Self::Done { at }),
            (Self::Missed { made_up: None }, Act::Finish { at }) => Ok(Self::Missed { made_up: Some(at) }),
            (Self::Done { .. } | Self::Skipped(_) | Self::Missed { .. }, _) => Err(Refused::Over),
        }
    }
}

impl Occurrence {
    /// How a time lies to its window.
    pub fn timeliness(&self, at: Instant) -> Timeliness {
        if at < self.opens {
            Timeliness::Early
        } else if at < self.closes {
            Timeliness::OnTime
        } else {
            Timeliness::Late
        }
    }

    /// The same occurrence after an act, which somebody took.
    ///
    /// # Errors
    /// [`Refused`] when the act cannot be taken.
    pub fn after(&self, act: Act) -> Result<Self, Refused> {
        let touched = self.touched || !matches!(act, Act::Release | Act::Miss);
        Ok(Self { state: self.state.after(act, self.closes)?, touched, ..self.clone() })
    }

    /// Whether nobody has touched it and nothing has become of it yet.
    pub(super) fn waits(&self) -> bool {
        let waiting = matches!(self.state, State::Planned | State::Released | State::Skipped(Skip::Superseded { .. }));
        waiting && !self.touched
    }
}
