//! Rooms and parking spaces under tariffs, and what is asked to bring them there.

use kernel::{Date, Id, Instant, Noun, OrgId, words};
use party::PersonId;
use property::{PlaceId, Use};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tariff::model::TariffId;

words! {
    /// What is charged for.
    Charged {
        /// 房屋
        Room = "room",
        /// 车位
        ParkingSpace = "parking_space",
    }
}

/// A room or parking space under a tariff.
#[derive(Debug)]
pub struct TariffPlace;
impl Noun for TariffPlace {
    const PREFIX: &'static str = "tariff_place";
}
/// Its id.
pub type TariffPlaceId = Id<TariffPlace>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub struct TariffPlaceRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: TariffPlaceId,
    /// The tariff.
    pub tariff_id: TariffId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// The first day it may be charged for.
    pub from_on: Date,
    /// The last day.
    pub to_on: Option<Date>,
    /// 收费系数, in ten-thousandths.
    pub factor: Option<i64>,
    /// Since when it is known.
    pub created_at: Instant,
}

/// Brings everything of a sort under a tariff that is not there yet.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ApplyTariff {
    /// Which.
    pub id: TariffId,
    /// To what: rooms unless said otherwise.
    pub charged: Option<Charged>,
    /// Only what lies in this building, unit or other place – or this one room.
    pub within: Option<PlaceId>,
    /// Only rooms for this use.
    pub r#use: Option<Use>,
    /// The first day it may be charged for.
    pub from_on: Date,
    /// The last day, if known.
    pub to_on: Option<Date>,
    /// 收费系数 for formulas, with up to four places.
    #[schemars(length(max = 10))]
    pub factor: Option<String>,
}

/// How many came under the tariff.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Applied {
    /// The tariff.
    pub id: TariffId,
    /// How many rooms or parking spaces are new under it.
    pub count: usize,
}

/// The end of a room under a tariff.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EndTariffPlace {
    /// Which.
    pub id: TariffPlaceId,
    /// The last day; today when absent.
    pub to_on: Option<Date>,
}

/// A room under a tariff, named by its id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisTariffPlace {
    /// It.
    pub id: TariffPlaceId,
    /// The tariff.
    pub tariff_id: TariffId,
}

/// Who pays in a community for what is not sold yet.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChooseDeveloper {
    /// The community; may be left out by whoever works for one only.
    pub org_id: Option<OrgId>,
    /// The firm.
    pub person_id: PersonId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct TariffPlaceFilter {
    /// One.
    pub id: Option<TariffPlaceId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Under a tariff.
    pub tariff_id: Option<TariffId>,
    /// Of a room or parking space.
    pub place_id: Option<PlaceId>,
    /// Also what is over.
    pub over: Option<bool>,
}

/// A room under a tariff in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TariffPlaceLine {
    /// Its id.
    pub id: TariffPlaceId,
    /// The tariff.
    pub tariff_id: TariffId,
    /// What it is called.
    pub tariff: String,
    /// The room or parking space.
    pub place: String,
    /// The first day it may be charged for.
    pub from_on: Date,
    /// The last day.
    pub to_on: Option<Date>,
    /// 收费系数
    pub factor: Option<String>,
    /// The community.
    pub community: OrgId,
}
