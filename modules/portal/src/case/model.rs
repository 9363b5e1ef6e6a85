//! A case as its resident's list has it, and what he may say to it.

use kernel::{Instant, OrgId};
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// A row of the engine's table, as far as a resident's list needs it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
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
