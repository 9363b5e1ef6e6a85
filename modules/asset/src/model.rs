//! Equipment, its classes, and what the actions ask for.

use kernel::{Date, Id, Money, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Args, Edition, args};

words! {
    /// 设备状态: how a piece of equipment stands.
    AssetState {
        /// 在用
        InUse = "in_use",
        /// 停用
        Stopped = "stopped",
        /// 故障
        Faulty = "faulty",
        /// 报废
        Retired = "retired",
    }
}

words! {
    /// The systems of a building under which classes are gathered.
    System {
        /// 电梯
        Lift = "lift",
        /// 供配电
        Power = "power",
        /// 照明
        Lighting = "lighting",
        /// 给排水
        Water = "water",
        /// 消防
        Fire = "fire",
        /// 暖通空调
        Hvac = "hvac",
        /// 弱电智能化
        LowVoltage = "low_voltage",
        /// 停车设备
        Parking = "parking",
        /// 其他设施
        Other = "other",
    }
}

/// A class of equipment: shipped with the product or added by the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct AssetClass {
    /// Its id; the same in every installation for a shipped one.
    pub id: ClassId,
    /// Its short name: `fire_pump`.
    pub code: String,
    /// The system it belongs to.
    pub system: System,
    /// What people call it.
    pub name: String,
    /// Years it lasts as designed.
    pub life_years: Option<i64>,
    /// Whether it is no longer offered.
    pub disabled: bool,
    /// Rises with each change; 0 for a shipped one nobody has changed.
    pub version: i64,
}

impl Noun for AssetClass {
    const PREFIX: &'static str = "asset_class";
}
/// The id of a class.
pub type ClassId = Id<AssetClass>;

/// A piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct Asset {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: AssetId,
    /// Its number, as on the label: `DT-3-1-1`.
    pub code: String,
    /// The code with its numbers filled up, for the natural order.
    pub sort_key: String,
    /// What people call it.
    pub name: String,
    /// Its class.
    pub class_id: ClassId,
    /// Where it stands.
    pub place_id: Option<PlaceId>,
    /// Who made it.
    pub maker: Option<String>,
    /// The maker's word for it.
    pub model: Option<String>,
    /// First day of use.
    pub installed_on: Option<Date>,
    /// Last day of the warranty.
    pub warranty_until: Option<Date>,
    /// Years it lasts as designed.
    pub life_years: Option<i64>,
    /// What it cost.
    #[serde(rename = "cost")]
    pub cost_fen: Option<Money>,
    /// How it stands.
    pub state: AssetState,
    /// The day it was taken out of use for good.
    pub retired_on: Option<Date>,
    /// Rises with each change.
    pub version: i64,
    /// Which edition of it this is.
    #[serde(skip)]
    #[record(flatten)]
    pub edition: Edition,
}

impl Noun for Asset {
    const PREFIX: &'static str = "asset";
}
/// The id of a piece of equipment.
pub type AssetId = Id<Asset>;

impl Asset {
    /// The columns of the table, in the order of [`Asset::row`].
    pub(crate) const COLUMNS: &'static [&'static str] = &[
        "org_id",
        "id",
        "code",
        "sort_key",
        "name",
        "class_id",
        "place_id",
        "maker",
        "model",
        "installed_on",
        "warranty_until",
        "life_years",
        "cost_fen",
        "state",
        "retired_on",
        "version",
        "edition",
        "import_id",
    ];

    /// Its values, in the order of [`Asset::COLUMNS`]; the last, the import it comes by, is the caller's.
    pub(crate) fn row(&self) -> Args {
        args![
            self.org_id,
            self.id,
            &self.code,
            &self.sort_key,
            &self.name,
            self.class_id,
            self.place_id,
            &self.maker,
            &self.model,
            self.installed_on,
            self.warranty_until,
            self.life_years,
            self.cost_fen,
            self.state.word(),
            self.retired_on,
            self.version,
            self.edition.edition,
        ]
    }
}

/// What is said of a piece of equipment; the same for a new one and for a change.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Facts {
    /// Its number, as on the label.
    #[schemars(length(min = 1, max = 40))]
    pub code: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 80))]
    pub name: String,
    /// Its class.
    pub class_id: ClassId,
    /// Where it stands.
    pub place_id: Option<PlaceId>,
    /// Who made it.
    #[schemars(length(max = 80))]
    pub maker: Option<String>,
    /// The maker's word for it.
    #[schemars(length(max = 80))]
    pub model: Option<String>,
    /// First day of use.
    pub installed_on: Option<Date>,
    /// Last day of the warranty.
    pub warranty_until: Option<Date>,
    /// Years it lasts as designed; the class's when left out.
    #[schemars(range(min = 1, max = 100))]
    pub life_years: Option<i64>,
    /// What it cost.
    pub cost: Option<Money>,
    /// How it stands; in use when left out.
    pub state: Option<AssetState>,
}

/// A new piece of equipment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateAsset {
    /// The community; may be left out when a place is named.
    pub org_id: Option<OrgId>,
    /// The rest.
    #[serde(flatten)]
    pub facts: Facts,
}

/// A change; what is left out is emptied.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditAsset {
    /// Which.
    pub id: AssetId,
    /// The version that was read; another one meanwhile is a conflict.
    pub version: Option<i64>,
    /// The rest.
    #[serde(flatten)]
    pub facts: Facts,
}

/// Equipment that goes out of use for good.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RetireAsset {
    /// Which.
    pub id: AssetId,
    /// The day; today when left out.
    pub retired_on: Option<Date>,
}

/// A piece of equipment that does not work, told by whoever or by the case that mends it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ReportFault {
    /// Which.
    pub asset_id: AssetId,
    /// The case that tells it; its end ends the fault. Empty when somebody says so himself.
    #[schemars(length(max = 60))]
    pub source: Option<String>,
    /// What is wrong.
    #[schemars(length(max = 200))]
    pub note: Option<String>,
}

/// Told when equipment that worked, or had other faults, has one more.
pub const FAULT_OPENED: &str = "asset.fault.opened";

/// A fault nobody knew of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FaultOpened {
    /// The community.
    pub org_id: OrgId,
    /// The equipment.
    pub asset_id: AssetId,
    /// What is wrong.
    pub note: Option<String>,
    /// Since when.
    pub at: kernel::Instant,
}

/// A piece of equipment that works again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EndFault {
    /// Which.
    pub asset_id: AssetId,
    /// The case that told the fault; every fault that is open when left out.
    #[schemars(length(max = 60))]
    pub source: Option<String>,
}

/// A span of time in which equipment did not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct Fault {
    /// The case that told it.
    pub source: String,
    /// What was wrong.
    pub note: Option<String>,
    /// Since when.
    pub from_at: kernel::Instant,
    /// Until when; absent while it lasts.
    pub until_at: Option<kernel::Instant>,
}

/// The equipment a fault was noted of.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FaultDone {
    /// Which.
    pub asset_id: AssetId,
    /// How it stands now.
    pub state: AssetState,
}

/// A new class of the company's own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateClass {
    /// Its short name.
    #[schemars(length(min = 1, max = 40))]
    pub code: String,
    /// The system it belongs to.
    pub system: System,
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// Years it lasts as designed.
    #[schemars(range(min = 1, max = 100))]
    pub life_years: Option<i64>,
}

/// A change to a class, shipped or own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditClass {
    /// Which.
    pub id: ClassId,
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// Years it lasts as designed.
    #[schemars(range(min = 1, max = 100))]
    pub life_years: Option<i64>,
    /// Whether it is no longer offered.
    pub disabled: bool,
}

/// The piece of equipment that was made or changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Done {
    /// Its id.
    pub id: AssetId,
}

/// The class that was made or changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DoneClass {
    /// Its id.
    pub id: ClassId,
}

/// What the list of equipment can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AssetFilter {
    /// One piece.
    pub id: Option<AssetId>,
    /// One community.
    pub org_id: Option<OrgId>,
    /// One state.
    pub state: Option<AssetState>,
    /// One class.
    pub class_id: Option<ClassId>,
    /// What stands in this very place.
    pub place_id: Option<PlaceId>,
    /// Warranties that end on this day or before.
    pub warranty_until: Option<Date>,
}

/// What the list of classes can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ClassFilter {
    /// One class.
    pub id: Option<ClassId>,
    /// Those of one system.
    pub system: Option<System>,
}

/// A row of the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AssetRow {
    /// The piece of equipment.
    pub id: AssetId,
    /// The community.
    pub org_id: OrgId,
    /// Its number.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The name of its class.
    pub class: String,
    /// Where it stands, in words.
    pub place: Option<String>,
    /// How it stands.
    pub state: AssetState,
    /// Who made it.
    pub maker: Option<String>,
    /// The maker's word for it.
    pub model: Option<String>,
    /// First day of use.
    pub installed_on: Option<Date>,
    /// Last day of the warranty.
    pub warranty_until: Option<Date>,
    /// Years it lasts as designed.
    pub life_years: Option<i64>,
    /// What it cost.
    pub cost: Option<Money>,
    /// Whether a certificate of it has lapsed.
    pub lapsed: bool,
}

/// A piece of equipment as other modules show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssetLine {
    /// The piece of equipment.
    pub id: AssetId,
    /// The community.
    pub org_id: OrgId,
    /// Its number.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Its class.
    pub class_id: ClassId,
    /// Where it stands.
    pub place_id: Option<PlaceId>,
    /// How it stands.
    pub state: AssetState,
    /// Who made it.
    pub maker: Option<String>,
    /// Since when it is in use.
    pub installed_on: Option<Date>,
}

impl From<Asset> for AssetLine {
    fn from(asset: Asset) -> Self {
        Self {
            id: asset.id,
            org_id: asset.org_id,
            code: asset.code,
            name: asset.name,
            class_id: asset.class_id,
            maker: asset.maker,
            installed_on: asset.installed_on,
            place_id: asset.place_id,
            state: asset.state,
        }
    }
}
