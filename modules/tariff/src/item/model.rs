//! Fee items and what is asked of them.

use charge::FeeClass;
use kernel::{Id, Instant, Noun, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words! {
    /// The kind of a fee, as the engine knows it.
    FeeKind {
        /// 物业费
        Management = "management",
        /// 水费
        Water = "water",
        /// 电费
        Electricity = "electricity",
        /// 燃气费
        Gas = "gas",
        /// 公摊费
        Shared = "shared",
        /// 停车费
        Parking = "parking",
        /// 取暖费
        Heating = "heating",
        /// 垃圾清运费
        Garbage = "garbage",
        /// 装修押金
        RenovationDeposit = "renovation_deposit",
        /// 服务费
        Service = "service",
        /// 维修费
        Repair = "repair",
        /// 租金
        Rent = "rent",
        /// 违约金
        Penalty = "penalty",
        /// 其他
        Other = "other",
    }
}

impl FeeKind {
    /// The same as the engine names it.
    pub const fn class(self) -> FeeClass {
        match self {
            Self::Management => FeeClass::Management,
            Self::Water => FeeClass::Water,
            Self::Electricity => FeeClass::Electricity,
            Self::Gas => FeeClass::Gas,
            Self::Shared => FeeClass::Shared,
            Self::Parking => FeeClass::Parking,
            Self::Heating => FeeClass::Heating,
            Self::Garbage => FeeClass::Garbage,
            Self::RenovationDeposit => FeeClass::RenovationDeposit,
            Self::Service => FeeClass::Service,
            Self::Repair => FeeClass::Repair,
            Self::Rent => FeeClass::Rent,
            Self::Penalty => FeeClass::Penalty,
            Self::Other => FeeClass::Other,
        }
    }
}

/// A fee item of the company.
#[derive(Debug)]
pub struct FeeItem;
impl Noun for FeeItem {
    const PREFIX: &'static str = "fee_item";
}
/// The id of a fee item.
pub type FeeItemId = Id<FeeItem>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct FeeItemRow {
    /// Its id.
    pub id: FeeItemId,
    /// Its short name in papers: `WYF`.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Its kind.
    pub fee_class: FeeKind,
    /// What else is to be said.
    pub note: Option<String>,
    /// Since when it is no longer offered.
    pub disabled_at: Option<Instant>,
    /// Since when it is here.
    pub created_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// A new fee item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateFeeItem {
    /// Its short name in papers.
    #[schemars(length(min = 1, max = 20))]
    pub code: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// Its kind.
    pub fee_class: FeeKind,
    /// What else is to be said.
    #[schemars(length(max = 200))]
    pub note: Option<String>,
}

/// A change of a fee item; its code and kind stay, because bills name them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditFeeItem {
    /// Which.
    pub id: FeeItemId,
    /// What people call it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// What else is to be said.
    #[schemars(length(max = 200))]
    pub note: Option<String>,
}

/// Which fee item.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichFeeItem {
    /// It.
    pub id: FeeItemId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct FeeItemFilter {
    /// One.
    pub id: Option<FeeItemId>,
    /// Of a kind.
    pub fee_class: Option<FeeKind>,
    /// Also those that are no longer offered.
    pub disabled: Option<bool>,
}
