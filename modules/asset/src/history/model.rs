//! The running log, and what is reckoned of a piece of equipment.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, Result, words};
use module::{Boxed, Context};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    certificate::model::Paper,
    model::{AssetId, AssetLine},
    repair::model::{RepairSum, Repaired},
};

/// A line of the running log of a piece of equipment.
#[derive(Debug)]
pub struct LogEntry;
impl Noun for LogEntry {
    const PREFIX: &'static str = "log_entry";
}
/// The id of a line of the log.
pub type LogEntryId = Id<LogEntry>;

words! {
    /// What a line of the log tells.
    LogKind {
        /// 维修
        Repair = "repair",
        /// 保养
        Upkeep = "upkeep",
        /// 更换部件
        Part = "part",
        /// 运行记录
        Running = "running",
        /// 资料
        Document = "document",
    }
}

words! {
    /// What the figures say of going on with a piece of equipment.
    Advice {
        /// 继续使用
        Keep = "keep",
        /// 关注
        Watch = "watch",
        /// 建议更换
        Replace = "replace",
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub struct LogEntryRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: LogEntryId,
    /// Of which equipment.
    pub asset_id: AssetId,
    /// What it tells.
    pub kind: LogKind,
    /// The day it happened.
    pub logged_on: Date,
    /// What was done or found.
    pub note: String,
    /// What it cost.
    pub cost_fen: Option<Money>,
    /// The files, as JSON.
    #[serde(skip)]
    pub files: String,
    /// Who entered it.
    pub by_name: String,
    /// When.
    pub created_at: Instant,
    /// Who voided it.
    pub voided_name: Option<String>,
    /// Why.
    pub void_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

/// A new line of the log.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateLogEntry {
    /// Of which equipment.
    pub asset_id: AssetId,
    /// What it tells.
    pub log_kind: LogKind,
    /// What was done or found.
    #[schemars(length(min = 2, max = 300), extend("x-kind" = "long_text"))]
    pub note: String,
    /// What it cost.
    pub spent: Option<Money>,
    /// The day it happened; today when left out.
    pub logged_on: Option<Date>,
    /// Photos, reports, manuals.
    #[schemars(length(max = 20))]
    pub files: Option<Vec<Paper>>,
}

/// A line of the log that was wrong.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct VoidLogEntry {
    /// Which.
    pub id: LogEntryId,
    /// Why.
    #[schemars(length(min = 2, max = 200))]
    pub reason: String,
}

/// The line that was entered or voided.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LogEntryDone {
    /// Which.
    pub id: LogEntryId,
    /// Of which equipment.
    pub asset_id: AssetId,
}

/// Which lines to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct LogEntryFilter {
    /// One of them.
    pub id: Option<LogEntryId>,
    /// Those of a community.
    pub org_id: Option<OrgId>,
    /// Those of one piece of equipment.
    pub asset_id: Option<AssetId>,
    /// Those that tell this.
    pub log_kind: Option<LogKind>,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogEntryLine {
    /// The line.
    pub id: LogEntryId,
    /// The community.
    pub org_id: OrgId,
    /// Of which equipment.
    pub asset_id: AssetId,
    /// Its code and name.
    pub asset: String,
    /// What it tells.
    pub log_kind: LogKind,
    /// The day it happened.
    pub logged_on: Date,
    /// What was done or found.
    pub note: String,
    /// What it cost.
    pub spent: Option<Money>,
    /// The files.
    pub files: Vec<String>,
    /// Who entered it.
    pub by_name: String,
    /// Why it was voided; absent while it stands.
    pub void_reason: Option<String>,
}

/// How a piece of equipment served over a time, all hours of the day counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Service {
    /// Minutes looked at.
    pub minutes: i64,
    /// Minutes in which it did not work.
    pub down_minutes: i64,
    /// Faults that began in them.
    pub failures: i64,
    /// The share of time in which it worked, in thousandths.
    pub availability: Option<i64>,
    /// MTBF: minutes of work between two faults; absent without a fault.
    pub between_failures: Option<i64>,
    /// MTTR: minutes from the report to the end of the repair, over the faults that ended.
    pub to_repair: Option<i64>,
    /// MTTA: minutes from the report to the first who took it up.
    pub to_take_up: Option<i64>,
}

/// A time that something recurring was due on a piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UpkeepLine {
    /// What was to be done.
    pub title: String,
    /// On which day.
    pub day: Date,
    /// How it stands, in words.
    pub state: String,
    /// Whether it was left undone.
    pub missed: bool,
    /// Who did it.
    pub by_name: Option<String>,
    /// Its page.
    pub href: String,
}

/// What was due on a piece of equipment, and how much of it was done in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Upkeep {
    /// How many times ended in the time looked at.
    pub due: i64,
    /// How many of them were done in their window.
    pub in_time: i64,
    /// The latest.
    pub lines: Vec<UpkeepLine>,
}

/// What a piece of equipment cost, costs and is still worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Worth {
    /// What its log and its repairs came to in the time looked at.
    pub spent: Money,
    /// Of that its log.
    pub log: Money,
    /// Of that its repairs.
    pub repairs: RepairSum,
    /// What its log and its repairs came to in all.
    pub spent_ever: Money,
    /// Of that its log.
    pub log_ever: Money,
    /// Of that its repairs.
    pub repairs_ever: RepairSum,
    /// What it is still worth; absent when cost, first day or life is not known.
    pub net: Option<Money>,
    /// What was spent in the time looked at as a share of that worth, in thousandths.
    pub share: Option<i64>,
    /// What that says.
    pub advice: Option<Advice>,
}

/// The file of a piece of equipment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct History {
    /// The first day looked at.
    pub since: Date,
    /// How it served since.
    pub service: Service,
    /// What recurs on it; absent for whoever may not see rounds.
    pub upkeep: Option<Upkeep>,
    /// What it costs.
    pub worth: Worth,
    /// Its repairs with what they came to.
    pub repaired: Repaired,
    /// The latest of its log.
    pub log: Vec<LogEntryLine>,
    /// Its meters; absent for whoever may not see meters.
    pub meters: Option<Vec<AssetMeter>>,
}

/// A meter of a piece of equipment, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AssetMeter {
    /// Its number.
    pub number: String,
    /// What it measures.
    pub kind: String,
    /// What it showed last, with its unit.
    pub figure: Option<String>,
    /// On which day.
    pub read_on: Option<Date>,
    /// Its page.
    pub href: String,
}

/// What a higher module knows of the meters of equipment; it adds a [`Meters`] to the platform.
pub trait KnowsMeters: Send + Sync {
    /// The meters in use of a piece of equipment; `None` when the actor may not see them.
    fn meters<'a>(&'a self, cx: &'a mut Context, asset: &'a AssetLine) -> Boxed<'a, Result<Option<Vec<AssetMeter>>>>;
}

/// The service that is asked for the meters of a piece of equipment.
pub struct Meters(pub Box<dyn KnowsMeters>);

/// What a higher module knows of the rounds and upkeep of equipment; it adds an [`Rounds`] to the platform.
pub trait KnowsRounds: Send + Sync {
    /// What was due on a piece of equipment since a day; `None` when the actor may not see it.
    fn upkeep<'a>(
        &'a self,
        cx: &'a mut Context,
        asset: &'a AssetLine,
        since: Date,
    ) -> Boxed<'a, Result<Option<Upkeep>>>;
}

/// The service that is asked for the file of a piece of equipment.
pub struct Rounds(pub Box<dyn KnowsRounds>);
