//! Versions of procedures, and what is asked about them.

use kernel::{Id, Instant, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words! {
    /// Under what procedures and plans stand, in the order of the trade.
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
        /// 房屋本体
        Building = "building",
        /// 泳池
        Pool = "pool",
        /// 秩序
        Order = "order",
        /// 保洁
        Cleaning = "cleaning",
        /// 绿化
        Greening = "greening",
        /// 垃圾
        Waste = "waste",
        /// 客户服务
        Service = "service",
        /// 岗位一日流程
        DayPlan = "day_plan",
        /// 承接查验
        Takeover = "takeover",
    }
}

/// A version of a procedure.
#[derive(Debug)]
pub struct Procedure;
impl Noun for Procedure {
    const PREFIX: &'static str = "procedure";
}
/// The id of a version of a procedure.
pub type ProcedureId = Id<Procedure>;

/// A row of the table. It is never changed, save that a later version comes into force in its place.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct ProcedureRow {
    /// Its id.
    pub id: ProcedureId,
    /// The community whose own edition it is; none: every community's.
    pub community_id: Option<OrgId>,
    /// The name all its versions share.
    pub key: String,
    /// Which of them.
    pub version: i64,
    /// The digest of what it says.
    pub hash: String,
    /// Under what it stands.
    pub system: System,
    /// Its place in the library.
    pub rank: i64,
    /// What it is called, 中文.
    pub title_zh: String,
    /// And in English.
    pub title_en: String,
    /// What it says, read.
    pub body: String,
    /// What it says, as it is written.
    pub written: String,
    /// Whether the company wrote it.
    pub own: bool,
    /// Whether new plans begin with it.
    pub in_force: bool,
    /// Who wrote it.
    pub author_name: Option<String>,
    /// Why.
    pub note: Option<String>,
    /// Since when it is here.
    pub entered_at: Instant,
}

/// The same without the texts, as lists read it.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct ProcedureHead {
    pub id: ProcedureId,
    pub community_id: Option<OrgId>,
    pub key: String,
    pub version: i64,
    pub system: System,
    pub rank: i64,
    pub title_zh: String,
    pub title_en: String,
    pub own: bool,
    pub entered_at: Instant,
}

/// What the library can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ProcedureFilter {
    /// One version.
    pub id: Option<ProcedureId>,
    /// Those of one system.
    pub system: Option<System>,
    /// Those the company wrote, or those that came with the product.
    pub own: Option<bool>,
    /// The editions of one community.
    pub community: Option<OrgId>,
}

/// A row of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProcedureLine {
    /// The version.
    pub id: ProcedureId,
    /// What it is called.
    pub name: String,
    /// Under what it stands.
    pub system: System,
    /// The name all its versions share.
    pub code: String,
    /// Which version.
    pub version: i64,
    /// Whether the company wrote it.
    pub own: bool,
    /// The community whose own edition it is; none: every community's.
    pub community: Option<OrgId>,
    /// Since when it is here.
    pub created_at: Instant,
}

/// Which version.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichProcedure {
    /// Its id.
    pub id: ProcedureId,
}

/// A version as programs read it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProcedureRecord {
    /// Which.
    #[serde(flatten)]
    pub line: ProcedureLine,
    /// Its digest.
    pub hash: String,
    /// What it says, as it is written.
    pub written: String,
    /// How many plans follow this version.
    pub plans: i64,
    /// Its versions, latest first.
    pub versions: Vec<ProcedureLine>,
}

/// The company's own version, or a community's.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditProcedure {
    /// The version it begins with.
    pub id: ProcedureId,
    /// The community it is for; every community when left out.
    pub community: Option<OrgId>,
    /// What it is to say.
    #[schemars(length(min = 1, max = 200_000), extend("x-kind" = "long_text"))]
    pub text: String,
    /// Why.
    #[schemars(length(max = 500))]
    pub note: Option<String>,
}

/// The version that was written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProcedureDone {
    /// Its id.
    pub id: ProcedureId,
}
