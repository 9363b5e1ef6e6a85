//! The queue of calls, and what came of each.

use kernel::{Instant, OrgId, words};
use party::PersonId;
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::case::model::CaseLine;

words! {
    /// What whoever was called answers, or why he does not.
    Answer {
        /// Five stars.
        VerySatisfied = "very_satisfied",
        /// Four.
        Satisfied = "satisfied",
        /// Three.
        Neutral = "neutral",
        /// Two.
        Unsatisfied = "unsatisfied",
        /// One.
        VeryUnsatisfied = "very_unsatisfied",
        /// Nobody answered.
        Unreachable = "unreachable",
        /// He did not want to be asked.
        Refused = "refused",
        /// The number is not his.
        WrongNumber = "wrong_number",
    }
}

words! {
    /// What was found fault with.
    Fault {
        /// It does not work, or was not settled.
        NotDone = "not_done",
        /// Nobody came when it was agreed.
        Late = "late",
        /// The place was not left clean.
        Untidy = "untidy",
        /// The price was not as agreed.
        Price = "price",
        /// How he was treated.
        Manner = "manner",
    }
}

words! {
    /// Why a call is put off.
    Excuse {
        /// He asked to be called at another time.
        AnotherTime = "another_time",
        /// The line was busy.
        Busy = "busy",
        /// It has to be found out first how things stand.
        Checking = "checking",
        /// There is no number to call.
        NoNumber = "no_number",
        /// Something else, in words.
        Other = "other",
    }
}

/// What is asked of the workbench.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskFollowUps {
    /// The case that is being called about.
    pub case: Option<CaseId>,
}

/// The number of whoever is to be called is wanted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RevealNumber {
    /// The case.
    pub id: CaseId,
}

/// What came of a call.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AnswerCall {
    /// The case.
    pub id: CaseId,
    /// The version it is based on.
    pub version: Option<i64>,
    /// What was answered.
    pub answer: Answer,
    /// What was found fault with.
    pub faults: Option<Vec<Fault>>,
    /// In words.
    #[schemars(length(max = 1000), extend("x-kind" = "long_text"))]
    pub note: Option<String>,
}

/// A call is put off.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PutOffCall {
    /// The case.
    pub id: CaseId,
    /// Why.
    pub excuse: Excuse,
    /// Until when; a while that goes with the reason when left out.
    pub later_at: Option<Instant>,
    /// In words.
    #[schemars(length(max = 200))]
    pub note: Option<String>,
}

/// The number stands on the workbench for a moment.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NumberRevealed {
    /// The case.
    pub id: CaseId,
}

/// What became of the case, and who is called next.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CallDone {
    /// The case.
    pub id: CaseId,
    /// Where it stands now.
    pub stage: String,
    /// The case that is called about next; empty when none can be now.
    pub next: String,
}

/// A case to be called about.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpLine {
    /// The case.
    pub case: CaseLine,
    /// Why it is called about, in words.
    pub why: String,
    /// Calls made so far.
    pub attempts: i64,
    /// Calls at most.
    pub most: i64,
    /// What came of the last.
    pub outcome: Option<String>,
    /// When it may be called about: after its delay, the pause since nobody answered and what was agreed, in the hours of calls.
    pub call_at: Instant,
    /// Whether that is now.
    pub ready: bool,
    /// Why it waits longer, or who is calling.
    pub put_off: Option<String>,
}

/// The queue with what the reader has done today.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FollowUps {
    /// The cases: those that may be called about now by their limits, then the others by when they may.
    pub rows: Vec<FollowUpLine>,
    /// The reader's calls of today.
    pub today: CallFigures,
}

/// What came of somebody's calls of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallFigures {
    /// Calls made.
    pub called: i64,
    /// Of these, somebody answered.
    pub reached: i64,
    /// Of these, he was content.
    pub satisfied: i64,
}

/// Why a call waits.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct PutOffRow {
    pub case_id: CaseId,
    pub caller_id: Uuid,
    pub caller_name: String,
    pub what: String,
    pub words: Option<String>,
    pub until_at: Instant,
}

/// One line of what came of calls.
pub(crate) struct CallRow {
    pub org_id: OrgId,
    pub case_id: CaseId,
    pub what: String,
    pub words: Option<String>,
    pub until_at: Option<Instant>,
}

/// Whom to ring.
pub(crate) struct Callee {
    pub person: PersonId,
    pub contact: party::Contact,
}
