//! What a resident asks for, and what he can ask for.

use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Asks for a service.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct AskForService {
    /// The process.
    #[schemars(length(min = 1, max = 40))]
    pub process: String,
    /// For which of his rooms.
    pub place_id: PlaceId,
    /// What the process's form says.
    pub input: Option<Map<String, Value>>,
}

/// Which service's form.
#[derive(Debug, Deserialize)]
pub struct WhichService {
    /// The process.
    pub process: String,
}

/// The areas with what can be asked for in each.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Services {
    /// In the order of the catalogue.
    pub areas: Vec<ServiceArea>,
}

/// An area.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceArea {
    /// What it is called.
    pub label: String,
    /// Its services.
    pub services: Vec<ServiceLine>,
}

/// A service.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceLine {
    /// The process.
    pub process: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub purpose: String,
}
