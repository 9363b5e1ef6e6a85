//! Arrears by community, building, fee item and age.

use kernel::{Date, Id, Money, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::FeeItemId;

words! {
    /// What the lines of arrears are told by.
    ArrearsBy {
        /// 收费项目
        FeeItem = "fee_item",
        /// 楼栋
        Building = "building",
        /// 小区
        Community = "community",
    }
}

/// What is kept of the arrears of a community, month by month. It has the id of the community.
#[derive(Debug)]
pub struct ArrearsSummary;
impl Noun for ArrearsSummary {
    const PREFIX: &'static str = "arrears_summary";
}
/// The id of what is kept of a community.
pub type ArrearsSummaryId = Id<ArrearsSummary>;

/// Of which day, and where.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskArrears {
    /// At the end of which day; today when left out.
    pub day: Option<Date>,
    /// One community; all of the reader's when left out.
    pub org_id: Option<OrgId>,
    /// One building.
    pub building_id: Option<PlaceId>,
    /// One fee item.
    pub item_id: Option<FeeItemId>,
    /// What the lines are told by; the fee item when left out.
    pub arrears_by: Option<ArrearsBy>,
}

/// What is owed of a fee item, in a building or in a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArrearsLine {
    /// The community, when lines are told by it.
    pub org_id: Option<OrgId>,
    /// The building, when lines are told by it; none for what lies in none.
    pub building_id: Option<PlaceId>,
    /// The fee item, when lines are told by it.
    pub item_id: Option<FeeItemId>,
    /// What people call it; empty for what lies in no building.
    pub name: String,
    /// Billed and not due yet.
    pub not_due: Money,
    /// Overdue, by age: to 30, 90, 180, 365, 730, 1,095 days, and longer.
    pub overdue: Vec<Money>,
    /// All that is overdue.
    pub arrears: Money,
    /// All that is owed.
    pub total: Money,
    /// Given up as lost, and owed no more.
    pub written_off: Money,
}

/// Arrears as of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Arrears {
    /// The day.
    pub day: Date,
    /// The lines, the largest first.
    pub rows: Vec<ArrearsLine>,
}

/// What is kept of which community.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichSummary {
    /// The community.
    pub org_id: OrgId,
}

/// What is owed of an item in a building by a due day, or what has moved of it.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct OwedRow {
    pub org_id: OrgId,
    pub item_id: FeeItemId,
    pub building_id: Option<PlaceId>,
    pub due_on: Date,
    pub owed_fen: Money,
    pub written_off_fen: Money,
}

/// How far a community is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, store::Record)]
pub(crate) struct SummaryRow {
    pub org_id: OrgId,
    /// The first day after the first month that is kept.
    pub since_on: Option<Date>,
    /// The first day after the last.
    pub until_on: Option<Date>,
}
