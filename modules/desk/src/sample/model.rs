//! A case drawn for the second look.

use kernel::{Date, Id, Instant, Noun, OrgId};
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::case::model::{CaseLine, Picture};

/// A case drawn for the second look.
#[derive(Debug)]
pub struct Sample;
impl Noun for Sample {
    const PREFIX: &'static str = "sample";
}
/// The id of a drawn case.
pub type SampleId = Id<Sample>;

/// A row of the table.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct SampleRow {
    pub org_id: OrgId,
    pub id: SampleId,
    pub case_id: CaseId,
    pub day: Date,
    pub checked_at: Option<Instant>,
    pub checker_name: Option<String>,
    pub passed: Option<bool>,
    pub reason: Option<String>,
}

/// Which drawn cases are asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskSamples {
    /// Those that were checked already, instead of those that wait.
    pub checked: Option<bool>,
}

/// A drawn case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SampleLine {
    /// Its id.
    pub id: SampleId,
    /// The day it was drawn for.
    pub day: Date,
    /// The case.
    pub case: CaseLine,
    /// When it was checked.
    pub checked_at: Option<Instant>,
    /// By whom.
    pub checker: Option<String>,
    /// Whether it passed.
    pub passed: Option<bool>,
    /// Why not, or what was remarked.
    pub reason: Option<String>,
    /// Whether the reader may check it.
    pub mine: bool,
}

/// Drawn cases with their figures.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Samples {
    /// The cases.
    pub rows: Vec<SampleLine>,
    /// This month's figures.
    pub figures: SampleFigures,
}

/// How many were drawn, checked and passed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct SampleFigures {
    /// Drawn.
    pub drawn: i64,
    /// Of these checked.
    pub checked: i64,
    /// Of these passed.
    pub passed: i64,
}

/// The second look at a drawn case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckSample {
    /// Which.
    pub id: SampleId,
    /// Whether all was well.
    pub passed: bool,
    /// Why not; needed when it did not pass.
    #[schemars(length(max = 500), extend("x-kind" = "long_text"))]
    pub reason: Option<String>,
    /// Pictures with it.
    pub photos: Option<Vec<Picture>>,
}

/// What became of the case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// Which.
    pub id: SampleId,
    /// The case.
    pub case_id: CaseId,
    /// Where it stands now: at work again when it did not pass.
    pub stage: String,
}

/// A case that may be drawn.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct Candidate {
    pub id: Uuid,
    pub process: String,
    pub definition: String,
    pub state: String,
}
