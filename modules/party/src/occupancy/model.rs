//! Person × role × place × from–to, and what is asked for to change it.

use kernel::{Date, Id, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::person::model::PersonId;

/// What a person is to a place for a while.
#[derive(Debug)]
pub struct Occupancy;
impl Noun for Occupancy {
    const PREFIX: &'static str = "occupancy";
}
/// The id of an occupancy.
pub type OccupancyId = Id<Occupancy>;

words! {
    /// What a person is to a place. Owner, resident and payer may be three people.
    Role {
        /// 业主: holds the title.
        Owner = "owner",
        /// 共有人: holds a share of it.
        CoOwner = "co_owner",
        /// 租户
        Tenant = "tenant",
        /// 家属
        Family = "family",
        /// 缴费人: pays the bills instead of the owner.
        Payer = "payer",
        /// 紧急联系人
        EmergencyContact = "emergency_contact",
    }
}

words! {
    /// How an occupancy stands on a day.
    Standing {
        /// It has not begun.
        Coming = "coming",
        /// It lasts.
        Current = "current",
        /// It lasts and ends within thirty days.
        Expiring = "expiring",
        /// It is over.
        Ended = "ended",
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct OccupancyRow {
    pub org_id: OrgId,
    pub id: OccupancyId,
    pub person_id: PersonId,
    pub place_id: PlaceId,
    pub role: Role,
    /// Ten-thousandths of the title.
    pub share: Option<i64>,
    pub lives_here: bool,
    pub from_on: Date,
    pub to_on: Option<Date>,
    pub end_reason: Option<String>,
    pub version: i64,
}

/// An occupancy in the audit: nothing personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Noted {
    pub person_id: PersonId,
    pub place_id: PlaceId,
    pub role: Role,
    pub share: Option<i64>,
    pub lives_here: bool,
    pub from_on: Date,
    pub to_on: Option<Date>,
}

impl From<&OccupancyRow> for Noted {
    fn from(row: &OccupancyRow) -> Self {
        Self {
            person_id: row.person_id,
            place_id: row.place_id,
            role: row.role,
            share: row.share,
            lives_here: row.lives_here,
            from_on: row.from_on,
            to_on: row.to_on,
        }
    }
}

/// A new occupancy of a person who is known.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AddOccupancy {
    /// The person.
    pub person_id: PersonId,
    /// The room or other place.
    pub place_id: PlaceId,
    /// What he is there.
    pub role: Role,
    /// From which day; today when absent.
    pub from_on: Option<Date>,
    /// The last day, if known: the end of a lease.
    pub to_on: Option<Date>,
    /// His part of the title in ten-thousandths; of owners and co-owners only.
    #[schemars(range(min = 1, max = 10_000))]
    pub share: Option<i64>,
    /// Whether he lives there; tenants and family do unless said otherwise.
    pub lives_here: Option<bool>,
}

/// Changes to an occupancy; what is absent stays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditOccupancy {
    /// The occupancy.
    pub id: OccupancyId,
    /// The version the change is based on.
    pub version: Option<i64>,
    /// Another last day: the lease was extended or shortened.
    pub to_on: Option<Date>,
    /// Another part of the title.
    #[schemars(range(min = 1, max = 10_000))]
    pub share: Option<i64>,
    /// Whether he lives there.
    pub lives_here: Option<bool>,
}

/// The end of an occupancy.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EndOccupancy {
    /// The occupancy.
    pub id: OccupancyId,
    /// The last day; today when absent.
    pub to_on: Option<Date>,
    /// Why.
    #[schemars(length(max = 200))]
    pub reason: Option<String>,
}

/// Somebody who is to be something to a place from today on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AdmitOccupant {
    /// The person.
    pub person_id: PersonId,
    /// The room or other place.
    pub place_id: PlaceId,
    /// What he is there.
    pub role: Role,
    /// The last day, if known: the end of a lease.
    pub to_on: Option<Date>,
}

/// Somebody who is no longer something to a place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DismissOccupant {
    /// The person.
    pub person_id: PersonId,
    /// The room or other place.
    pub place_id: PlaceId,
    /// What he was there.
    pub role: Role,
    /// The last day; today when absent.
    pub to_on: Option<Date>,
}

/// An occupancy named by its id, with whom it concerns.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisOccupancy {
    /// The occupancy.
    pub id: OccupancyId,
    /// The person.
    pub person_id: PersonId,
    /// The place.
    pub place_id: PlaceId,
}

/// A new owner of a place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct TransferPlace {
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Who holds the title from now on.
    pub person_id: PersonId,
    /// His first day; today when absent.
    pub from_on: Option<Date>,
    /// His part of the title in ten-thousandths, when there are co-owners.
    #[schemars(range(min = 1, max = 10_000))]
    pub share: Option<i64>,
    /// Whether he lives there.
    pub lives_here: Option<bool>,
    /// Whether the family of the former owner stays registered.
    pub family_stays: Option<bool>,
}

/// What a change of owner did.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Transferred {
    /// The new occupancy.
    pub id: OccupancyId,
    /// The new owner.
    pub person_id: PersonId,
    /// How many former occupancies have ended with it.
    pub ended: usize,
}
