//! Positions of places and equipment, and what phones say of where they are.

use asset::AssetId;
use kernel::{Id, Instant, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::occurrence::model::OccurrenceId;

words! {
    /// Whether somebody was at a spot, as far as his device can tell.
    Nearness {
        /// 在范围内
        In = "in",
        /// 不在范围内
        Out = "out",
        /// 不能确定
        Unsure = "unsure",
    }
}

/// Where a place or a piece of equipment is.
#[derive(Debug)]
pub struct PositionOfThing;
impl Noun for PositionOfThing {
    const PREFIX: &'static str = "position";
}
/// The id of a position.
pub type PositionId = Id<PositionOfThing>;

/// What a device says of where it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-kind" = "location"))]
pub struct Located {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How far it may be off, in metres.
    pub accuracy: Option<f64>,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub struct PositionRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PositionId,
    /// The place or the equipment.
    pub thing_id: Uuid,
    /// Millionths of a degree north.
    pub latitude: i64,
    /// Millionths of a degree east.
    pub longitude: i64,
    /// How far the device that took it may have been off, in metres; absent when it was typed.
    pub accuracy: Option<i64>,
    /// Metres around it that count as there.
    pub radius: i64,
    /// Who said so.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
}

/// Says where a place or a piece of equipment is; what was said before is replaced.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditPosition {
    /// The place.
    pub place_id: Option<PlaceId>,
    /// Or the equipment.
    pub asset_id: Option<AssetId>,
    /// Where it is: typed, or taken on the spot by the phone of whoever stands there.
    pub location: Located,
    /// Metres around it that count as there.
    #[schemars(range(min = 5, max = 2000))]
    pub radius: i64,
}

/// The position that was set.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PositionDone {
    /// Which.
    pub id: PositionId,
}

/// Of which task positions are read.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RevealPositions {
    /// The occurrence.
    pub id: OccurrenceId,
}

/// Where people were on a task, told once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PositionsRead {
    /// The occurrence.
    pub id: OccurrenceId,
    /// Each with step or point, person, time and what the device said.
    pub positions: String,
}

/// That somebody read them, for the audit.
#[derive(Debug, Serialize)]
pub(crate) struct PositionsSeen {
    pub positions_seen: usize,
}
