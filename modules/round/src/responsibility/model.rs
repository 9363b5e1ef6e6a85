//! Places and facilities with those who answer for them.

use asset::AssetId;
use kernel::{OrgId, words};
use org::StaffId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    plan::model::{Doer, PlanId},
    procedure::model::System,
    route::model::RouteId,
};

words! {
    /// Which of them are shown.
    Covered {
        /// 有人负责
        Yes = "yes",
        /// 无人负责
        No = "no",
    }
}

/// What is asked of the map.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichResponsibility {
    /// The community; the first one may see when left out.
    pub org_id: Option<OrgId>,
    /// Only those somebody answers for, or those nobody does.
    pub covered: Option<Covered>,
    /// By plans of one system only.
    pub system: Option<System>,
}

/// A running plan on one thing, with who does it.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Charge {
    pub plan_id: PlanId,
    pub name: String,
    pub role: Option<Doer>,
    pub staff_id: Option<StaffId>,
    pub vendor: Option<String>,
    pub place_id: Option<PlaceId>,
    pub asset_id: Option<AssetId>,
    pub route_id: Option<RouteId>,
}

/// Something that somebody has to answer for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The place or facility.
    pub id: Uuid,
    /// Where a place lies: paths of places above begin it. None for a facility.
    pub path: Option<String>,
}

/// A plan by which somebody answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// The plan.
    pub plan_id: PlanId,
    /// What it is called.
    pub plan: String,
    /// Who answers, in words.
    pub who: String,
    /// Where a post answers: who fills it today; nobody when it is vacant.
    pub people: Option<Vec<String>>,
}

/// A place or facility with those who answer for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Responsibility {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The building it lies in, by name.
    pub building: Option<String>,
    /// Whether it is a facility, and no place.
    pub facility: bool,
    /// Where it is seen.
    pub href: String,
    /// Those who answer for it; nobody does when there are none.
    pub answers: Vec<Answer>,
    /// Cases open there, or at a place in it; of a facility its open faults.
    pub open: u64,
}

/// All places and facilities of a community that somebody has to answer for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Responsibilities {
    /// The community.
    pub org_id: OrgId,
    /// How many somebody answers for.
    pub covered: usize,
    /// How many nobody does.
    pub uncovered: usize,
    /// Of those how many have something open.
    pub uncovered_open: usize,
    /// Posts that answer for something and that nobody fills today.
    pub vacant: Vec<Doer>,
    /// Those that were asked for, building by building.
    pub list: Vec<Responsibility>,
}
