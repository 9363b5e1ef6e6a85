//! Meters and what is asked of them.

use asset::AssetId;
use charge::FeeClass;
use kernel::{Date, Id, Instant, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reading::model::ReadingLine;

words! {
    /// What a meter measures.
    MeterKind {
        /// 水, in m³
        Water = "water",
        /// 电, in kWh
        Electricity = "electricity",
        /// 燃气, in m³
        Gas = "gas",
        /// 热, in GJ
        Heat = "heat",
        /// 运行小时
        Hours = "hours",
        /// 其他
        Other = "other",
    }
}

impl MeterKind {
    /// The unit it counts in.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Water | Self::Gas => "m³",
            Self::Electricity => "kWh",
            Self::Heat => "GJ",
            Self::Hours => "h",
            Self::Other => "",
        }
    }

    /// The word the process `meter_exception` has for what it measures, where it has one.
    pub const fn exception(self) -> Option<&'static str> {
        match self {
            Self::Water => Some("water"),
            Self::Electricity => Some("power"),
            Self::Gas => Some("gas"),
            Self::Heat => Some("heat"),
            Self::Hours | Self::Other => None,
        }
    }

    /// What measures what a fee of this kind is charged by.
    pub const fn charged_by(class: FeeClass) -> Self {
        match class {
            FeeClass::Water => Self::Water,
            FeeClass::Electricity => Self::Electricity,
            FeeClass::Gas => Self::Gas,
            FeeClass::Heating => Self::Heat,
            _ => Self::Other,
        }
    }
}

words! {
    /// How a meter stands.
    MeterState {
        /// 在用
        InUse = "in_use",
        /// 已停用
        Ended = "ended",
    }
}

/// A meter.
#[derive(Debug)]
pub struct Meter;
impl Noun for Meter {
    const PREFIX: &'static str = "meter";
}
/// The id of a meter.
pub type MeterId = Id<Meter>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct MeterRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: MeterId,
    /// 表号, as it is written at the spot; it stays when the meter is replaced.
    pub number: String,
    /// What it measures.
    pub kind: MeterKind,
    /// Where it hangs, or what it measures.
    pub place_id: Option<PlaceId>,
    /// The equipment it belongs to.
    pub asset_id: Option<AssetId>,
    /// 总表: the meter above it.
    pub parent_id: Option<MeterId>,
    /// Its place in the order of walking.
    #[serde(skip)]
    pub sort_key: String,
    /// Digits before the point.
    pub digits: i64,
    /// 倍率, in thousandths.
    pub multiplier: i64,
    /// 损耗, in hundredths of a percent.
    pub loss: i64,
    /// The last day it counts.
    pub ended_on: Option<Date>,
    /// Since when it is here.
    pub created_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// A replacement.
#[derive(Debug)]
pub struct MeterReplacement;
impl Noun for MeterReplacement {
    const PREFIX: &'static str = "meter_replacement";
}

/// A meter that took the place of another, on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ReplacementRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: Id<MeterReplacement>,
    /// The meter.
    pub meter_id: MeterId,
    /// The day.
    pub replaced_on: Date,
    /// What the old one showed at its end, in thousandths.
    pub old_end: i64,
    /// The digits of the old one.
    pub old_digits: i64,
    /// What one unit of the old one stood for, in thousandths.
    pub old_multiplier: i64,
    /// What the new one showed at its start, in thousandths.
    pub new_start: i64,
    /// Why.
    pub reason: String,
    /// Who did it.
    pub by_name: String,
    /// When it was entered.
    pub done_at: Instant,
}

/// A new meter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateMeter {
    /// Its number at the spot.
    #[schemars(length(min = 1, max = 40))]
    pub number: String,
    /// What it measures.
    pub meter_kind: MeterKind,
    /// The room or other place.
    pub place_id: Option<PlaceId>,
    /// The equipment it belongs to.
    pub asset_id: Option<AssetId>,
    /// The meter above it.
    pub parent_id: Option<MeterId>,
    /// Digits before the point; 5 when left out.
    #[schemars(range(min = 1, max = 12))]
    pub digits: Option<i64>,
    /// What one of its units stands for; 1 when left out.
    #[schemars(length(max = 12))]
    pub multiplier: Option<String>,
    /// Added to what it shows, in percent; nothing when left out.
    #[schemars(length(max = 6))]
    pub loss: Option<String>,
    /// The day of its first reading.
    pub started_on: Date,
    /// What it showed then.
    #[schemars(length(min = 1, max = 16))]
    pub start_figure: String,
}

/// A meter takes the place of another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ReplaceMeter {
    /// Which.
    pub id: MeterId,
    /// The day.
    pub replaced_on: Date,
    /// What the old one showed at its end.
    #[schemars(length(min = 1, max = 16))]
    pub old_end: String,
    /// What the new one showed at its start.
    #[schemars(length(min = 1, max = 16))]
    pub new_start: String,
    /// Digits of the new one; as before when left out.
    #[schemars(range(min = 1, max = 12))]
    pub digits: Option<i64>,
    /// What one unit of the new one stands for; as before when left out.
    #[schemars(length(max = 12))]
    pub multiplier: Option<String>,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// The end of a meter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EndMeter {
    /// Which.
    pub id: MeterId,
    /// The last day it counts; today when left out.
    pub ended_on: Option<Date>,
}

/// Which meter.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichMeter {
    /// It.
    pub id: MeterId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct MeterFilter {
    /// One.
    pub id: Option<MeterId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a kind.
    pub meter_kind: Option<MeterKind>,
    /// In a state.
    pub meter_state: Option<MeterState>,
    /// At a place.
    pub place_id: Option<PlaceId>,
    /// Of a piece of equipment.
    pub asset_id: Option<AssetId>,
    /// Below a meter.
    pub parent_id: Option<MeterId>,
}

/// A meter in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MeterLine {
    /// Its id.
    pub id: MeterId,
    /// Its number.
    pub number: String,
    /// What it measures.
    pub meter_kind: MeterKind,
    /// Where it hangs.
    pub place: Option<String>,
    /// The equipment it belongs to.
    pub asset: Option<String>,
    /// The number of the meter above it.
    pub parent: Option<String>,
    /// What one of its units stands for.
    pub multiplier: String,
    /// What it showed last.
    pub figure: Option<String>,
    /// On which day.
    pub read_on: Option<Date>,
    /// How it stands.
    pub meter_state: MeterState,
    /// The community.
    pub community: OrgId,
}

/// A meter with what it showed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MeterRecord {
    /// In brief.
    #[serde(flatten)]
    pub line: MeterLine,
    /// All of it.
    pub meter: MeterRow,
    /// Its readings, the latest first, with what was used up to each.
    pub readings: Vec<ReadingLine>,
    /// Those it took the place of.
    pub replacements: Vec<ReplacementRow>,
    /// The meters below it.
    pub below: Vec<MeterLine>,
}
