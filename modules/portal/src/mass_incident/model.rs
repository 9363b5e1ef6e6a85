//! Saying that something known reaches oneself too.

use desk::MassIncidentId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It reaches one of his rooms.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct WatchIncident {
    /// The incident.
    pub id: MassIncidentId,
    /// Which of his rooms.
    pub place_id: PlaceId,
}

/// It reaches whoever stands before a printed code.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct WatchHere {
    /// What the code says.
    #[schemars(length(min = 1, max = 60))]
    pub code: String,
    /// The incident.
    pub id: MassIncidentId,
}

/// It was noted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Watched {
    /// The incident.
    pub id: MassIncidentId,
}

/// It was noted at a printed code.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WatchedHere {
    /// What the code says.
    pub code: String,
}
