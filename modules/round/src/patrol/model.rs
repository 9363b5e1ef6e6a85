//! Site plans, the points on them, and the last proof of each.

use kernel::{Id, Instant, Noun, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::occurrence::model::OccurrenceId;

/// The drawing of a community from above.
#[derive(Debug)]
pub struct SitePlan;
impl Noun for SitePlan {
    const PREFIX: &'static str = "site_plan";
}
/// The id of a site plan.
pub type SitePlanId = Id<SitePlan>;

/// Where a point lies on it.
#[derive(Debug)]
pub struct SitePoint;
impl Noun for SitePoint {
    const PREFIX: &'static str = "site_point";
}
/// The id of a point's position.
pub type SitePointId = Id<SitePoint>;

/// A row of the table; the latest edition counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct SitePlanRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: SitePlanId,
    /// Which edition, from one.
    pub edition: i64,
    /// The picture.
    pub file_id: String,
    /// Who brought it.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
}

/// Where a point lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct SitePointRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: SitePointId,
    /// The point of a route: a place or a piece of equipment.
    #[schemars(with = "String")]
    pub point_id: Uuid,
    /// From the left, in hundredths of a percent of the picture's width.
    pub x: i64,
    /// From the top, in the same measure.
    pub y: i64,
}

/// A picture that is brought.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-kind" = "photo"))]
pub struct Picture(pub String);

/// A new edition of the site plan.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateSitePlan {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// The picture.
    pub picture: Picture,
}

/// The site plan that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SitePlanDone {
    /// Its id.
    pub id: SitePlanId,
}

/// Where the picture was pressed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct Pressed {
    /// From the left, in points of the shown picture.
    #[schemars(range(min = 0, max = 800))]
    pub x: i64,
    /// From the top.
    #[schemars(range(min = 0, max = 3200))]
    pub y: i64,
}

/// A point is put on the site plan, or elsewhere on it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditSitePoint {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// The point of a route.
    #[schemars(with = "String", length(min = 1, max = 60))]
    pub point_id: Uuid,
    /// Where the picture was pressed.
    pub position: Pressed,
}

/// The position that was set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SitePointDone {
    /// Its id.
    pub id: SitePointId,
}

/// Of which community.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichPatrol {
    /// The community; the first one may see when left out.
    pub org_id: Option<OrgId>,
    /// Whether points are being placed.
    pub placing: Option<bool>,
}

/// A point as it stands today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PatrolPoint {
    /// The point.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Where it lies on the site plan, from the left and from the top.
    pub at: Option<(i64, i64)>,
    /// How it stands with the round that matters most: `on_time`, `late`, `missed`, …; nothing when none passes it today.
    pub judgement: Option<String>,
    /// That round.
    pub round: Option<OccurrenceId>,
    /// The last proof of today.
    pub proved_at: Option<Instant>,
    /// Whose it is.
    pub by_name: Option<String>,
}

/// How patrols stand now.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Patrol {
    /// The community.
    pub org_id: OrgId,
    /// Its site plan, in the latest edition.
    pub plan: Option<SitePlanRow>,
    /// The points of its routes.
    pub points: Vec<PatrolPoint>,
}
