//! What a vehicle is, and what is asked for to register one.

use kernel::{Date, Id, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Edition;

use crate::person::model::PersonId;

/// A car or other vehicle.
#[derive(Debug)]
pub struct Vehicle;
impl Noun for Vehicle {
    const PREFIX: &'static str = "vehicle";
}
/// The id of a vehicle.
pub type VehicleId = Id<Vehicle>;

words! {
    /// What sort of vehicle.
    VehicleKind {
        /// 小型汽车
        Car = "car",
        /// 新能源汽车
        NewEnergy = "new_energy",
        /// 摩托车
        Motorcycle = "motorcycle",
        /// 电动自行车
        ElectricBike = "electric_bike",
        /// 货车
        Truck = "truck",
        /// 其他
        Other = "other",
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub(crate) struct VehicleEntry {
    pub org_id: OrgId,
    pub id: VehicleId,
    pub plate: String,
    pub person_id: PersonId,
    pub place_id: Option<PlaceId>,
    pub kind: VehicleKind,
    pub maker: Option<String>,
    pub colour: Option<String>,
    pub from_on: Date,
    pub to_on: Option<Date>,
    pub version: i64,
    #[serde(skip)]
    #[record(flatten)]
    pub edition: Edition,
}

/// A new vehicle.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AddVehicle {
    /// Whose it is.
    pub person_id: PersonId,
    /// Its registration, or the number of an electric bicycle's.
    #[schemars(length(min = 4, max = 12))]
    pub plate: String,
    /// Where it stands: a parking space, or the room of its owner.
    pub place_id: Option<PlaceId>,
    /// What sort; told by the plate when absent.
    pub kind: Option<VehicleKind>,
    /// Who made it.
    #[schemars(length(max = 40))]
    pub maker: Option<String>,
    /// Its colour.
    #[schemars(length(max = 20))]
    pub colour: Option<String>,
    /// From which day; today when absent.
    pub from_on: Option<Date>,
    /// The community, when there is no place and the person is known in several.
    pub community: Option<OrgId>,
}

/// Changes to a vehicle; what is absent stays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditVehicle {
    /// The vehicle.
    pub id: VehicleId,
    /// The version the change is based on.
    pub version: Option<i64>,
    /// Another registration.
    #[schemars(length(min = 4, max = 12))]
    pub plate: Option<String>,
    /// Another place.
    pub place_id: Option<PlaceId>,
    /// What sort.
    pub kind: Option<VehicleKind>,
    /// Who made it.
    #[schemars(length(max = 40))]
    pub maker: Option<String>,
    /// Its colour.
    #[schemars(length(max = 20))]
    pub colour: Option<String>,
}

/// The end of a vehicle's registration.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EndVehicle {
    /// The vehicle.
    pub id: VehicleId,
    /// The last day; today when absent.
    pub to_on: Option<Date>,
}

/// A vehicle named by its id, with whose it is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisVehicle {
    /// The vehicle.
    pub id: VehicleId,
    /// Whose it is.
    pub person_id: PersonId,
}
