//! What the first page asks.

use party::Role;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A page that asks for nothing.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Nothing {}

/// The resident's rooms.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HomeShown {
    /// The rooms he belongs to today.
    pub rooms: Vec<RoomLine>,
}

/// A room he belongs to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RoomLine {
    /// The room.
    pub place_id: PlaceId,
    /// Its name.
    pub name: String,
    /// What he is there.
    pub role: Role,
}
