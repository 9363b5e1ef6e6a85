//! Shares of what was due.

use kernel::{Date, Instant, OrgId};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    occurrence::model::{OccurrenceId, Standing},
    procedure::model::System,
};

/// Of what.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichCompliance {
    /// Of one community.
    pub org_id: Option<OrgId>,
    /// Of one system.
    pub system: Option<System>,
}

/// What came of a place's occurrences of one day.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct PlaceDay {
    pub org_id: OrgId,
    pub place_id: Option<PlaceId>,
    pub day: Date,
    pub count: i64,
}

/// A time that something was due on a piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct AssetTime {
    pub id: OccurrenceId,
    pub title: String,
    pub day: Date,
    pub state: Standing,
    pub ended_at: Option<Instant>,
    pub closes_at: Instant,
    pub by_name: Option<String>,
}

/// What was due in one week: how many, and how many of them were done in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WeekShare {
    /// Due, and done or missed by now; what was left out with a reason does not count.
    pub due: i64,
    /// Done in time.
    pub in_time: i64,
}

/// A building, or what of a community lies in none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BuildingLine {
    /// The community.
    pub org_id: OrgId,
    /// The building.
    pub place_id: Option<PlaceId>,
    /// Its name behind the community's.
    pub name: String,
    /// Week by week.
    pub weeks: Vec<WeekShare>,
}

/// Buildings by weeks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Compliance {
    /// The Mondays, the oldest first.
    pub weeks: Vec<Date>,
    /// The buildings.
    pub buildings: Vec<BuildingLine>,
}
