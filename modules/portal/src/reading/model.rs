//! A resident's own meters, and what he saw of them.

use meter::{MeterId, MeterKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What he saw of a meter of his today.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ReportReading {
    /// The meter.
    pub meter_id: MeterId,
    /// What it shows.
    #[schemars(length(min = 1, max = 16))]
    pub figure: String,
    /// A photo of it.
    #[schemars(extend("x-kind" = "photo"))]
    pub photo: String,
}

/// Which meter's form; the first of his when left out.
#[derive(Debug, Default, Deserialize)]
pub struct BegunReading {
    /// It.
    pub meter_id: Option<MeterId>,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportedReading {
    /// Whether it was entered; else somebody looks into it.
    pub entered: bool,
    /// The number of the case in which somebody does.
    pub case_number: Option<String>,
}

/// A meter of his.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnMeter {
    /// It.
    pub meter_id: MeterId,
    /// Its number.
    pub number: String,
    /// What it measures.
    pub meter_kind: MeterKind,
    /// Where it hangs.
    pub place: String,
    /// What it showed last.
    pub figure: Option<String>,
    /// The unit it counts in.
    pub unit: String,
}

/// His meters.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnMeters {
    /// In the order of his rooms.
    pub rows: Vec<OwnMeter>,
}
