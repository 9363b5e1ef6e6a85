//! Tariffs, their editions, and what is asked of whoever drafts one.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    item::model::{FeeItemId, FeeKind},
    late::model::LateTerms,
};

words! {
    /// How a tariff stands.
    TariffState {
        /// 起草中: never in force yet.
        Draft = "draft",
        /// 执行中
        InForce = "in_force",
        /// 已结束
        Ended = "ended",
    }
}

words! {
    /// How an edition stands.
    EditionState {
        /// 起草中
        Draft = "draft",
        /// 执行中
        InForce = "in_force",
        /// 已被取代
        Replaced = "replaced",
    }
}

words! {
    /// When a fee comes.
    Comes {
        /// 每月
        Monthly = "monthly",
        /// 每季
        Quarterly = "quarterly",
        /// 每半年
        HalfYearly = "half_yearly",
        /// 每年
        Yearly = "yearly",
        /// 一次
        Once = "once",
        /// 按抄表
        Metered = "metered",
    }
}

words! {
    /// How a price becomes an amount.
    Basis {
        /// 建筑面积
        BuiltArea = "built_area",
        /// 套内面积
        InsideArea = "inside_area",
        /// 固定金额
        Fixed = "fixed",
        /// 数量
        Count = "count",
        /// 天数
        Days = "days",
        /// 用量
        Usage = "usage",
        /// 阶梯用量
        Tiers = "tiers",
        /// 公式
        Formula = "formula",
    }
}

words! {
    /// What the periods count from.
    CountsFrom {
        /// 自然月
        Calendar = "calendar",
        /// 接管日期
        TakeOver = "take_over",
    }
}

words! {
    /// The first day that is charged for.
    StartsWith {
        /// 接管日
        TakeOver = "take_over",
        /// 接管次月
        MonthAfter = "month_after",
        /// 指定日期
        Day = "day",
    }
}

words! {
    /// Who pays.
    PaidBy {
        /// 业主
        Owner = "owner",
        /// 租户
        Tenant = "tenant",
        /// 开发商
        Developer = "developer",
    }
}

words! {
    /// To what a line is rounded.
    RoundedTo {
        /// 分
        Fen = "fen",
        /// 角
        Jiao = "jiao",
        /// 元
        Yuan = "yuan",
    }
}

words! {
    /// In which direction.
    RoundedBy {
        /// 四舍五入
        HalfUp = "half_up",
        /// 进位
        Up = "up",
        /// 舍去
        Down = "down",
    }
}

words! {
    /// What a day of a part of a month is worth.
    DayWorth {
        /// 按当月天数
        Actual = "actual",
        /// 按 30 天
        Thirtieth = "thirtieth",
        /// 按全年天数
        OfYear = "of_year",
    }
}

words! {
    /// Within which time tiers fill up.
    TiersWithin {
        /// 每张账单
        Bill = "bill",
        /// 自然年
        Year = "year",
    }
}

/// A tariff of a community.
#[derive(Debug)]
pub struct Tariff;
impl Noun for Tariff {
    const PREFIX: &'static str = "tariff";
}
/// The id of a tariff.
pub type TariffId = Id<Tariff>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct TariffRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: TariffId,
    /// What is charged by it.
    pub item_id: FeeItemId,
    /// Its code, under which it is cloned to another community.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The kind of fee.
    pub fee_class: FeeKind,
    /// How it stands.
    pub state: TariffState,
    /// The edition in force; 0 while none is.
    pub edition: i64,
    /// Whether an edition is being drafted.
    pub drafting: bool,
    /// The last day it holds.
    pub ends_on: Option<Date>,
    /// How many rooms and parking spaces stand under it.
    pub places: i64,
    /// Since when it is here.
    pub created_at: Instant,
    /// When it was changed last.
    pub changed_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// An edition of a tariff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct EditionRow {
    /// The community.
    pub org_id: OrgId,
    /// The tariff.
    pub tariff_id: TariffId,
    /// Its number, from 1.
    pub edition: i64,
    /// How it stands.
    pub state: EditionState,
    /// The tariff as the engine reads it.
    pub body: String,
    /// What late payment costs, as the engine reads it.
    pub late: Option<String>,
    /// What was asked for, to be changed later.
    #[serde(skip)]
    pub asked: String,
    /// Who drafted it.
    #[schemars(with = "String")]
    pub drafted_by: Uuid,
    /// His name.
    pub drafted_name: String,
    /// When.
    pub drafted_at: Instant,
    /// Who put it in force: somebody else.
    pub enforced_name: Option<String>,
    /// When.
    pub enforced_at: Option<Instant>,
}

impl EditionRow {
    /// The tariff as the engine reads it.
    ///
    /// # Errors
    /// Only when the row was not written by this module.
    pub(crate) fn read(&self) -> kernel::Result<charge::Tariff> {
        Ok(serde_json::from_str(&self.body)?)
    }

    /// What late payment costs; nothing when it costs nothing.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) fn late_terms(&self) -> kernel::Result<Option<LateTerms>> {
        Ok(self.late.as_deref().map(serde_json::from_str).transpose()?)
    }
}

/// A tier as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TierTyped {
    /// Its upper end; the last tier has none.
    #[schemars(length(max = 12))]
    pub up_to: Option<String>,
    /// The price of one within it, in yuan with up to four places.
    #[schemars(length(min = 1, max = 14))]
    pub tier_price: String,
}

/// What is said of a tariff; the same for a new one and for the next edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TariffFacts {
    /// The day from which the price holds.
    pub price_from_on: Date,
    /// When it comes.
    pub comes: Comes,
    /// How the price becomes an amount.
    pub basis: Basis,
    /// The price of one – m², piece, day, unit used –, or what `单价` stands for in the formula; in yuan with up to four places.
    #[schemars(length(max = 14))]
    pub unit_price: Option<String>,
    /// The fixed amount of a month, or of the whole where it comes once.
    pub fixed_amount: Option<Money>,
    /// What is counted, by the name formulas use: `人数`.
    #[schemars(length(max = 20))]
    pub counted: Option<String>,
    /// In which unit use is measured, or the unit of the formula's price: `kWh`, `元/m²`.
    #[schemars(length(max = 20))]
    pub measured_in: Option<String>,
    /// The tiers.
    pub tiers: Option<Vec<TierTyped>>,
    /// Within which time they fill up.
    pub tiers_within: Option<TiersWithin>,
    /// The formula.
    #[schemars(length(max = 500), extend("x-kind" = "long_text"))]
    pub formula: Option<String>,
    /// Added each month, or once.
    pub surcharge: Option<Money>,
    /// Who pays.
    pub paid_by: PaidBy,
    /// The first day that is charged for.
    pub starts_with: StartsWith,
    /// That day, where it is one of the calendar.
    pub begins_on: Option<Date>,
    /// What the periods count from; the calendar unless said otherwise.
    pub counts_from: Option<CountsFrom>,
    /// The bill comes so many days before the period; behind it when left out.
    #[schemars(range(min = 0, max = 400))]
    pub days_ahead: Option<i64>,
    /// How many days after the day of the bill it is due; 30 when left out.
    #[schemars(range(min = 0, max = 400))]
    pub due_after: Option<i64>,
    /// To what a line is rounded; the fen unless said otherwise.
    pub rounded_to: Option<RoundedTo>,
    /// In which direction; half up unless said otherwise.
    pub rounded_by: Option<RoundedBy>,
    /// What a day of a part of a month is worth; its part of that month unless said otherwise.
    pub day_worth: Option<DayWorth>,
    /// Under which fee item late payment is billed; it costs nothing when this and the rate are left out.
    pub penalty_item_id: Option<FeeItemId>,
    /// What a day of late payment costs, in percent of what is still owed, with up to four places: `0.05`.
    #[schemars(length(max = 8))]
    pub penalty_percent: Option<String>,
    /// For how many days after the due day late payment costs nothing; for none when left out.
    #[schemars(range(min = 0, max = 400))]
    pub penalty_delay: Option<i64>,
    /// Once those are over, whether they count as well.
    #[serde(default)]
    pub penalty_from_due: bool,
    /// The most it may come to, in percent of what was owed when it began; whatever it comes to when left out.
    #[schemars(length(max = 8))]
    pub penalty_cap: Option<String>,
}

/// A new tariff, as a draft.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateTariff {
    /// The community; may be left out by whoever works for one only.
    pub org_id: Option<OrgId>,
    /// What is charged.
    pub item_id: FeeItemId,
    /// Its code.
    #[schemars(length(min = 1, max = 20))]
    pub code: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The rest.
    #[serde(flatten)]
    pub facts: TariffFacts,
}

/// The draft as it should be; of a tariff in force, its next edition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditTariff {
    /// Which.
    pub id: TariffId,
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The rest.
    #[serde(flatten)]
    pub facts: TariffFacts,
}

/// Which tariff.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichTariff {
    /// It.
    pub id: TariffId,
}

/// The end of a tariff.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EndTariff {
    /// Which.
    pub id: TariffId,
    /// The last day that is charged for.
    pub last_on: Date,
}

/// A tariff for another community.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CloneTariff {
    /// Which.
    pub id: TariffId,
    /// Where it shall stand as a draft.
    pub to_org_id: OrgId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct TariffFilter {
    /// One.
    pub id: Option<TariffId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub tariff_state: Option<TariffState>,
    /// For an item.
    pub item_id: Option<FeeItemId>,
    /// Of a kind.
    pub fee_class: Option<FeeKind>,
    /// Those with a draft that waits to be put in force.
    pub drafting: Option<bool>,
}

/// A tariff in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TariffLine {
    /// Its id.
    pub id: TariffId,
    /// The community.
    pub community: OrgId,
    /// Its code.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What is charged by it.
    pub fee_item: String,
    /// The kind of fee.
    pub fee_class: FeeKind,
    /// The price that holds today, or the last, in words.
    pub price_words: String,
    /// When it comes.
    pub comes: Comes,
    /// How many rooms and parking spaces stand under it.
    pub objects: i64,
    /// How it stands.
    pub tariff_state: TariffState,
    /// Whether a draft waits to be put in force.
    pub drafting: bool,
    /// When it was changed last.
    pub changed_at: Instant,
}

/// A price as it holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PriceLine {
    /// From which day.
    pub from_on: Date,
    /// The edition that brought it.
    pub version: u32,
    /// In words.
    pub price_words: String,
}

/// A tariff with its prices and editions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TariffRecord {
    /// In brief.
    #[serde(flatten)]
    pub line: TariffLine,
    /// The last day it holds.
    pub ends_on: Option<Date>,
    /// The prices of the edition in force, or of the first draft.
    pub prices: Vec<PriceLine>,
    /// Those of the draft, when there is one beside it.
    pub draft_prices: Vec<PriceLine>,
    /// The editions, latest first.
    pub editions: Vec<EditionRow>,
}
