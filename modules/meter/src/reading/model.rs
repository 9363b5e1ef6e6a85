//! Readings and what is asked of them.

use std::collections::BTreeMap;

use charge::FeeClass;
use kernel::{Date, Id, Instant, Noun, OrgId, Result, words};
use module::{Boxed, Context};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::meter::model::{MeterId, MeterKind};

words! {
    /// Where a reading came from.
    ReadingSource {
        /// 起始读数: where the meter begins.
        Start = "start",
        /// 手工录入
        Hand = "hand",
        /// 巡检抄表
        Round = "round",
        /// 导入
        Import = "import",
        /// 住户自报
        Resident = "resident",
    }
}

words! {
    /// What whoever reads says of a figure that is out of the ordinary.
    SaidOfReading {
        /// 转过一圈
        RolledOver = "rolled_over",
        /// 已核对
        Checked = "checked",
    }
}

/// A reading of a meter.
#[derive(Debug)]
pub struct ReadingNoun;
impl Noun for ReadingNoun {
    const PREFIX: &'static str = "reading";
}
/// The id of a reading.
pub type ReadingId = Id<ReadingNoun>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ReadingRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: ReadingId,
    /// The meter.
    pub meter_id: MeterId,
    /// The day.
    pub read_on: Date,
    /// What it showed, in thousandths.
    pub figure: i64,
    /// Where it came from.
    pub source: ReadingSource,
    /// Whether the meter began again at zero since the reading before.
    pub rolled_over: bool,
    /// Whether nobody saw it.
    pub estimated: bool,
    /// Why it was estimated, or corrected.
    pub reason: Option<String>,
    /// The photo.
    pub photo: Option<String>,
    /// Who read it.
    pub by_name: String,
    /// When it was entered.
    pub taken_at: Instant,
    /// The reading that took its place.
    pub superseded_by: Option<ReadingId>,
}

/// A reading of one meter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateReading {
    /// The meter.
    pub meter_id: MeterId,
    /// The day; today when left out.
    pub read_on: Option<Date>,
    /// What it shows; may be left out of an estimate, which then goes by what is usual.
    #[schemars(length(max = 16))]
    pub figure: Option<String>,
    /// What is out of the ordinary about it.
    pub said_of_reading: Option<SaidOfReading>,
    /// Whether it is estimated, because nobody could read it.
    pub estimated: Option<bool>,
    /// Why it is estimated.
    #[schemars(length(max = 200))]
    pub reason: Option<String>,
    /// A photo of the meter.
    #[schemars(extend("x-kind" = "photo"))]
    pub photo: Option<String>,
}

/// A reading that was wrong.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CorrectReading {
    /// Which.
    pub id: ReadingId,
    /// What it did show.
    #[schemars(length(min = 1, max = 16))]
    pub figure: String,
    /// What is out of the ordinary about it.
    pub said_of_reading: Option<SaidOfReading>,
    /// Why it was wrong.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// What the reading sheet is for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskSheet {
    /// A building, unit or other place.
    pub place_id: Option<PlaceId>,
    /// Which meters.
    pub meter_kind: Option<MeterKind>,
    /// The day; today when left out.
    pub read_on: Option<Date>,
}

/// A reading sheet, filled in; what was left empty was not read.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EnterReadings {
    /// The place whose meters are read.
    pub place_id: PlaceId,
    /// Which of them.
    pub meter_kind: MeterKind,
    /// The day.
    pub read_on: Date,
    /// By meter, what it shows, and by `said_` and the meter what is out of the ordinary.
    pub figures: Option<Map<String, Value>>,
}

/// What became of a sheet.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EnteredReadings {
    /// How many were entered.
    pub entered: i64,
    /// The place.
    pub place_id: PlaceId,
    /// What was read.
    pub meter_kind: MeterKind,
    /// The day.
    pub read_on: Date,
}

/// Which reading, and of which meter.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichReading {
    /// It.
    pub id: ReadingId,
    /// The meter.
    pub meter_id: MeterId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReadingFilter {
    /// One.
    pub id: Option<ReadingId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a meter.
    pub meter_id: Option<MeterId>,
    /// Of a day.
    pub read_on: Option<Date>,
    /// Where they came from.
    pub reading_source: Option<ReadingSource>,
    /// Those that were estimated.
    pub estimated: Option<bool>,
    /// Also those that were superseded.
    pub superseded: Option<bool>,
}

/// A reading in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadingLine {
    /// Its id.
    pub id: ReadingId,
    /// The meter.
    pub meter_id: MeterId,
    /// Its number.
    pub number: String,
    /// Where it hangs.
    pub place: Option<String>,
    /// What it measures.
    pub meter_kind: Option<MeterKind>,
    /// The day.
    pub read_on: Date,
    /// What it showed.
    pub figure: String,
    /// What was used since the reading before; absent in lists over many meters, and where it cannot be told.
    pub used: Option<String>,
    /// Where it came from.
    pub reading_source: ReadingSource,
    /// Whether nobody saw it.
    pub estimated: bool,
    /// Why it was estimated, or corrected.
    pub reason: Option<String>,
    /// Who read it.
    pub by_name: String,
    /// Whether another took its place.
    pub superseded: bool,
    /// The community.
    pub community: OrgId,
}

/// Up to which day what was measured is billed, by place and kind of fee.
pub type BilledUntil = BTreeMap<(PlaceId, FeeClass), Date>;

/// What a higher module knows of the bills of what is measured; it adds a [`Bills`] to the platform.
pub trait KnowsBills: Send + Sync {
    /// Up to which day each of these places of a community is billed by its meters.
    fn billed_until<'a>(
        &'a self,
        cx: &'a mut Context,
        org: OrgId,
        places: &'a [PlaceId],
    ) -> Boxed<'a, Result<BilledUntil>>;
}

/// The service that is asked before a reading comes between billed days.
pub struct Bills(pub Box<dyn KnowsBills>);
