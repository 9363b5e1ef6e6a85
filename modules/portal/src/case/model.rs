//! A case as its resident's list has it, and what he may say to it.

use kernel::{Instant, OrgId};
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// A row of the engine's table, as far as a resident's list needs it.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub struct CaseRow {
    /// The community.
    pub org_id: OrgId,
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its process.
    pub process: String,
    /// What it is about.
    pub title: String,
    /// Where.
    pub place_id: Option<Uuid>,
    /// Who asked.
    pub requester_id: Option<Uuid>,
    /// Where it stands.
    pub stage: String,
    /// What that means.
    pub category: String,
    /// When it came in.
    pub opened_at: Instant,
}

/// One case.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ThisCase {
    /// The case.
    pub id: CaseId,
}

/// One of the process's actions.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Press {
    /// The case.
    pub id: CaseId,
    /// Which action.
    #[schemars(length(min = 1, max = 60))]
    pub action: String,
    /// The version it is based on.
    pub version: Option<i64>,
    /// What its form says.
    pub input: Option<Map<String, Value>>,
}

/// A photo that came with a form.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-kind" = "photo"))]
pub struct PhotoId(pub String);

/// A remark to whoever works on it.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Remark {
    /// The case.
    pub id: CaseId,
    /// The words.
    #[schemars(length(min = 1, max = 500), extend("x-kind" = "long_text"))]
    pub text: String,
    /// Pictures with it.
    pub photos: Option<Vec<PhotoId>>,
}

/// A case as a program lists it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its process.
    pub process: String,
    /// What it is about.
    pub title: String,
    /// How far it is, in words.
    pub progress: String,
    /// The same as a step of five, for a repair.
    pub step: Option<u8>,
    /// Whether it goes on.
    pub open: bool,
    /// When it came in.
    pub opened_at: Instant,
}

/// Every case that is his to see.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseLines {
    /// The cases, latest first.
    pub rows: Vec<CaseLine>,
}

/// A case as a program shows it to its resident.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseShown {
    /// As in the list.
    #[serde(flatten)]
    pub line: CaseLine,
    /// Where.
    pub place: Option<String>,
    /// Who works on it.
    pub assignee: Option<String>,
    /// What he may do.
    pub offers: Vec<OfferLine>,
    /// What happened, latest first.
    pub story: Vec<StoryLine>,
}

/// Something he may do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OfferLine {
    /// The action.
    pub action: String,
    /// The words on its button.
    pub label: String,
    /// Why not yet.
    pub refusal: Option<String>,
}

/// Something that happened.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StoryLine {
    /// When.
    pub at: Instant,
    /// What.
    pub text: String,
    /// By whom and further words.
    pub detail: String,
    /// The addresses of its pictures.
    pub photos: Vec<String>,
}
