//! Drafts of definitions, and the move of open cases to another version.

use std::collections::BTreeMap;

use kernel::{
    Date, Id, Instant, Noun,
    form::{Choice, Kind},
    words,
};
use module::Column;
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A version of a process a company writes itself.
#[derive(Debug)]
pub struct Draft;
impl Noun for Draft {
    const PREFIX: &'static str = "draft";
}
/// The id of a draft.
pub type DraftId = Id<Draft>;

words! {
    /// How far a draft has come.
    DraftState {
        /// Being written.
        Draft = "draft",
        /// Waiting for somebody else's eyes.
        Review = "review",
        /// In force, or about to be.
        Published = "published",
    }
}

words! {
    /// What becomes of the time limits of a case that is moved.
    Clocks {
        /// They keep what they have used.
        Carry = "carry",
        /// They begin anew.
        Restart = "restart",
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct DraftRow {
    /// Its id.
    pub id: DraftId,
    /// The process.
    pub process: String,
    /// What was written.
    pub body: String,
    /// Why it is changed, or what the reviewer said.
    pub note: Option<String>,
    /// How far it has come.
    pub state: DraftState,
    /// Who writes it.
    #[schemars(with = "String")]
    pub author_id: Uuid,
    /// His name.
    pub author_name: String,
    /// Who changed its text, a JSON list of ids.
    #[serde(skip)]
    pub editors: String,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Who reviewed it.
    pub reviewer_name: Option<String>,
    /// When.
    pub reviewed_at: Option<Instant>,
    /// From when on it is in force.
    pub effective_at: Option<Instant>,
    /// The hash of what was published.
    pub hash: Option<String>,
    /// Rises with every change.
    pub version: i64,
}

/// What the list of drafts can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct DraftFilter {
    /// One process.
    #[schemars(length(max = 40))]
    pub process: Option<String>,
    /// How far they have come.
    pub state: Option<DraftState>,
}

/// A draft in the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DraftLine {
    /// Its id.
    pub id: DraftId,
    /// The process.
    pub process: String,
    /// What it is called.
    pub process_label: String,
    /// How far it has come.
    pub state: DraftState,
    /// Why it is changed.
    pub note: Option<String>,
    /// Who writes it.
    pub author: String,
    /// Who reviewed it.
    pub reviewer: Option<String>,
    /// From when on it is in force.
    pub effective_at: Option<Instant>,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// The columns of the list.
pub(crate) fn columns() -> Vec<Column> {
    let states = DraftState::ALL.iter().map(|s| Choice::of(s.word())).collect();
    vec![
        Column::text("process_label"),
        Column::new("state", Kind::Choice { choices: states }),
        Column::text("note"),
        Column::text("author"),
        Column::text("reviewer"),
        Column::new("effective_at", Kind::Instant),
        Column::new("changed_at", Kind::Instant),
    ]
}

/// A draft with what the proof says of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DraftRecord {
    /// The row.
    #[serde(flatten)]
    pub draft: DraftRow,
    /// What would not work, with file and line; empty when it is fit to run.
    pub problems: Vec<String>,
    /// What it does otherwise than the version in force.
    pub changes: Vec<String>,
}

/// Which draft.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichDraft {
    /// Its id.
    pub id: DraftId,
}

/// A new draft, beginning with the version in force, or with an earlier draft to go back to it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BeginDraft {
    /// The process.
    #[schemars(length(min = 1, max = 40))]
    pub process: String,
    /// The earlier draft.
    pub from: Option<DraftId>,
}

/// What is written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditDraft {
    /// The draft.
    pub id: DraftId,
    /// The version it is based on.
    pub version: Option<i64>,
    /// The definition.
    #[schemars(length(min = 1, max = 400_000), extend("x-kind" = "long_text"))]
    pub body: String,
    /// Why.
    #[schemars(length(max = 500))]
    pub note: Option<String>,
}

/// A review.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReturnDraft {
    /// The draft.
    pub id: DraftId,
    /// What is to be changed.
    #[schemars(length(min = 1, max = 500))]
    pub note: String,
}

/// A publication.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PublishDraft {
    /// The draft.
    pub id: DraftId,
    /// The first day on which new cases begin with it; at once when left out.
    pub effective_on: Option<Date>,
}

/// What became of a draft.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DraftDone {
    /// Its id.
    pub id: DraftId,
    /// How far it has come.
    pub state: DraftState,
}

/// Open cases of a process to be moved to the version in force.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct MoveCases {
    /// The process.
    #[schemars(length(min = 1, max = 40))]
    pub process: String,
    /// Where cases go whose stage is called otherwise now, as in `checking=reviewing, old=new`.
    #[schemars(length(max = 1000))]
    pub stages: Option<String>,
    /// What becomes of their limits; they keep what they have used when left out.
    pub clocks: Option<Clocks>,
}

/// What moving would do to one case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MoveLine {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub stage: String,
    /// Where it would stand; absent when it cannot be moved.
    pub to: Option<String>,
    /// What would change, or why it cannot be moved.
    pub words: String,
}

/// What moving would do.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MovePlan {
    /// Open cases that began with another version.
    pub all: i64,
    /// Those that can be moved.
    pub fit: i64,
    /// Those that cannot, by reason.
    pub refused: BTreeMap<String, i64>,
    /// The first of them: those that cannot be moved stand first.
    pub rows: Vec<MoveLine>,
}

/// That cases are being moved.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Moving {
    /// The process.
    pub process: String,
}
