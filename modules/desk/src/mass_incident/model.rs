//! A mass incident, and what is asked of it.

use kernel::{Id, Instant, Noun, OrgId};
use process::runtime::CaseId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::model::CaseLine;

/// One thing that many call about.
#[derive(Debug)]
pub struct MassIncident;
impl Noun for MassIncident {
    const PREFIX: &'static str = "mass_incident";
}
/// The id of a mass incident.
pub type MassIncidentId = Id<MassIncident>;

/// A case is to take in all others about the same.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddMassIncident {
    /// The case that is worked on.
    pub case_id: CaseId,
    /// The building or part of the community it reaches; all of it when left out.
    pub area_id: Option<PlaceId>,
    /// The class of matter, as in `water`; every class when left out.
    #[schemars(length(max = 60))]
    pub topic: Option<String>,
    /// What whoever calls is told.
    #[schemars(length(min = 1, max = 500), extend("x-kind" = "long_text"))]
    pub script: String,
    /// By when it is expected to be over.
    pub expected_at: Option<Instant>,
}

/// What is said and expected has changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditMassIncident {
    /// The incident.
    pub id: MassIncidentId,
    /// What whoever calls is told.
    #[schemars(length(min = 1, max = 500), extend("x-kind" = "long_text"))]
    pub script: String,
    /// By when it is expected to be over.
    pub expected_at: Option<Instant>,
}

/// One mass incident.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisMassIncident {
    /// The incident.
    pub id: MassIncidentId,
}

/// A case becomes part of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AbsorbCase {
    /// The incident.
    pub id: MassIncidentId,
    /// The case.
    pub case_id: CaseId,
}

/// The incident that was opened, changed or ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MassIncidentDone {
    /// The incident.
    pub id: MassIncidentId,
}

/// Which incidents to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct MassIncidentFilter {
    /// Those that are not over, or those that are.
    pub open: Option<bool>,
}

/// A mass incident as the table holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct MassIncidentRow {
    /// The incident.
    pub id: MassIncidentId,
    /// Where.
    pub org_id: OrgId,
    /// The case that is worked on.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The building or part it reaches.
    pub area_id: Option<PlaceId>,
    /// The class of matter.
    pub topic: Option<String>,
    /// What whoever calls is told.
    pub script: String,
    /// By when it is expected to be over.
    pub expected_at: Option<Instant>,
    /// Since when.
    pub opened_at: Instant,
    /// When it was over.
    pub ended_at: Option<Instant>,
}

/// A mass incident with its cases.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MassIncidentRecord {
    /// The row of the list.
    #[serde(flatten)]
    pub row: MassIncidentRow,
    /// The name of the area.
    pub area: Option<String>,
    /// The case that is worked on.
    pub case: Option<CaseLine>,
    /// Cases that became part of it.
    pub merged: Vec<CaseLine>,
    /// Open cases about the same that did not yet.
    pub alike: Vec<CaseLine>,
    /// How many said that it reaches them and have no case of their own.
    pub watchers: i64,
}

/// A mass incident as whoever it reaches is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownIncident {
    /// The incident.
    pub id: MassIncidentId,
    /// The place of his that it reaches.
    pub place_id: PlaceId,
    /// What it is about.
    pub title: String,
    /// What is said of it.
    pub script: String,
    /// By when it is expected to be over.
    pub expected_at: Option<Instant>,
    /// When it was over.
    pub ended_at: Option<Instant>,
    /// Whether he said that it reaches him.
    pub watched: bool,
}
