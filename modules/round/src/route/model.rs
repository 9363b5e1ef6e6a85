//! Routes, their points, and who was at them.

use asset::AssetId;
use kernel::{Id, Instant, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{plan::model::PlanState, position::model::Nearness};

words! {
    /// In which order points are walked.
    Ordering {
        /// 按顺序
        Fixed = "fixed",
        /// 每次随机
        Random = "random",
        /// 不限顺序
        Free = "free",
    }
}

/// A route.
#[derive(Debug)]
pub struct Route;
impl Noun for Route {
    const PREFIX: &'static str = "route";
}
/// The id of a route.
pub type RouteId = Id<Route>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct RouteRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: RouteId,
    /// What people call it.
    pub name: String,
    /// In which order it is walked.
    pub ordering: Ordering,
    /// Its points, as they are kept.
    #[serde(skip)]
    pub points: String,
    /// How many they are.
    pub count: i64,
    /// Whether it is walked.
    pub state: PlanState,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed last.
    pub changed_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// A point as it is kept: with the name it had when the route was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeptPoint {
    /// The place or equipment.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What its codes say.
    pub codes: Vec<String>,
    /// What was asked for.
    pub asked: RoutePoint,
}

/// A point of a route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoutePoint {
    /// A place.
    pub place_id: Option<PlaceId>,
    /// Or a piece of equipment.
    pub asset_id: Option<AssetId>,
    /// Not before so many minutes after the beginning.
    #[schemars(range(min = 0, max = 1440))]
    pub from_minutes: Option<i64>,
    /// Not after so many minutes after the beginning.
    #[schemars(range(min = 1, max = 1440))]
    pub until_minutes: Option<i64>,
    /// The least stay, in seconds.
    #[schemars(range(min = 0, max = 7200))]
    pub dwell_seconds: Option<i64>,
}

/// What is said of a route.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct RouteFacts {
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// In which order it is walked; as written when left out.
    pub ordering: Option<Ordering>,
    /// Its points.
    #[schemars(length(min = 1, max = 100))]
    pub points: Vec<RoutePoint>,
}

/// A new route.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateRoute {
    /// All of it.
    #[serde(flatten)]
    pub facts: RouteFacts,
}

/// A change; rounds that are over keep what they were worth.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditRoute {
    /// Which.
    pub id: RouteId,
    /// The version that was read; another one meanwhile is a conflict.
    pub version: Option<i64>,
    /// The rest.
    #[serde(flatten)]
    pub facts: RouteFacts,
}

/// Which route.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichRoute {
    /// Its id.
    pub id: RouteId,
}

/// The route that was made or changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RouteDone {
    /// Its id.
    pub id: RouteId,
}

/// What the list can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct RouteFilter {
    /// One route.
    pub id: Option<RouteId>,
    /// Those of one community.
    pub org_id: Option<OrgId>,
}

/// A route with its points.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RouteRecord {
    /// Itself.
    #[serde(flatten)]
    pub route: RouteRow,
    /// Its points, in the order they are written.
    pub list: Vec<KeptPoint>,
}

/// Somebody was at a point.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct ScanRow {
    pub id: Uuid,
    pub point_id: Uuid,
    pub at: Instant,
    pub by_id: Uuid,
    pub by_name: String,
    /// What his device said of where it was, as JSON.
    pub location: Option<String>,
    /// Whether that was at the point, as far as anybody knows where that is.
    pub near: Option<Nearness>,
}

/// What a point of a round is worth; kept among the results when the round is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PointResult {
    /// The point.
    pub point: String,
    /// Its name.
    pub name: String,
    /// `pending`, `on_time`, `late`, `early`, `made_up`, `missed`.
    pub judgement: String,
    /// Whether the stay was too short.
    pub too_short: bool,
    /// Whether a point that comes before it was reached after it.
    pub out_of_order: bool,
    /// When somebody was there.
    pub at: Option<Instant>,
    /// Who.
    pub by_name: Option<String>,
    /// Whether his device said that it was there; absent when it said nothing or nobody knows where the point is.
    #[serde(default)]
    pub near: Option<Nearness>,
}
