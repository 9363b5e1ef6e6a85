//! Questions about another version, and what came of them.

use desk::DraftId;
use kernel::{
    Id, Instant, Label, Noun,
    form::{Choice, Kind},
    words,
};
use module::Column;
use process::what_if::{Findings, Walks};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Json;
use uuid::Uuid;

/// A question what would have been different.
#[derive(Debug)]
pub struct WhatIf;
impl Noun for WhatIf {
    const PREFIX: &'static str = "what_if";
}
/// The id of such a question.
pub type WhatIfId = Id<WhatIf>;

words! {
    /// How far the answer has come.
    WhatIfState {
        /// Nobody works on it yet.
        Waiting = "waiting",
        /// Cases are being gone through.
        Running = "running",
        /// It is there.
        Done = "done",
        /// Somebody stopped it.
        Stopped = "stopped",
        /// It could not be found out.
        Failed = "failed",
    }
}

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AskWhatIf {
    /// The draft whose version is tried.
    pub draft_id: Option<DraftId>,
    /// Or a published version, by its hash.
    #[schemars(length(max = 64))]
    pub hash: Option<String>,
    /// Over the cases opened in so many months; three when left out.
    #[schemars(range(min = 1, max = 36))]
    pub months: Option<i64>,
}

/// Which question.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichWhatIf {
    /// Its id.
    pub id: WhatIfId,
}

/// What became of a question.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhatIfDone {
    /// Its id.
    pub id: WhatIfId,
}

/// What the cases and the imagined walks say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What the recorded cases say.
    pub findings: Findings,
    /// What the imagined ones say.
    pub walks: Walks,
}

/// A row of the table.
#[derive(Debug, Clone, store::Record)]
pub struct WhatIfRow {
    /// Its id.
    pub id: WhatIfId,
    /// The process.
    pub process: String,
    /// The draft whose version is tried.
    pub draft_id: Option<DraftId>,
    /// The version, as it was when somebody asked.
    pub definition: Json<process::Definition>,
    /// Its hash.
    pub hash: String,
    /// Over cases opened since then.
    pub since: Instant,
    /// As they stood then.
    pub until: Instant,
    /// How far the answer has come.
    pub state: WhatIfState,
    /// Cases gone through.
    pub done: i64,
    /// Cases to go through.
    pub total: i64,
    /// The answer.
    pub answer: Option<Json<Answer>>,
    /// When it was asked.
    pub asked_at: Instant,
    /// By whom.
    pub asked_by_name: String,
    /// When it ended.
    pub ended_at: Option<Instant>,
}

/// A new question, before anybody works on it.
#[derive(Debug, Clone)]
pub struct NewWhatIf {
    /// Its id.
    pub id: WhatIfId,
    /// The draft.
    pub draft_id: Option<DraftId>,
    /// Over cases opened since then.
    pub since: Instant,
    /// When it is asked.
    pub now: Instant,
    /// Who asks.
    pub by: (Uuid, String),
}

/// What the list can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhatIfFilter {
    /// One draft.
    pub draft_id: Option<DraftId>,
    /// One process.
    #[schemars(length(max = 40))]
    pub process: Option<String>,
}

/// A question in the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhatIfLine {
    /// Its id.
    pub id: WhatIfId,
    /// What the process is called.
    pub process_label: String,
    /// The hash of the version, shortened.
    pub version: String,
    /// How far the answer has come.
    pub state: WhatIfState,
    /// Cases to go through.
    pub total: i64,
    /// Who asked.
    pub asked_by_name: String,
    /// When.
    pub asked_at: Instant,
}

/// The columns of the list.
pub(crate) fn columns() -> Vec<Column> {
    let choice = |state: &WhatIfState| Choice {
        value: state.word().to_owned(),
        label: Some(Label::Key(format!("choice-what-if-state-{}", state.word()))),
    };
    let states = WhatIfState::ALL.iter().map(choice).collect();
    vec![
        Column::text("process_label"),
        Column::text("version"),
        Column::new("state", Kind::Choice { choices: states }),
        Column::new("total", Kind::Integer),
        Column::text("asked_by_name"),
        Column::new("asked_at", Kind::Instant),
    ]
}

/// A question with its answer, for the API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WhatIfRecord {
    /// The line of the list.
    #[serde(flatten)]
    pub line: WhatIfLine,
    /// Cases gone through.
    pub done: i64,
    /// The answer: times per stage, limits, steps per post, refusals; as it was and as it would have been.
    pub answer: Option<serde_json::Value>,
}
