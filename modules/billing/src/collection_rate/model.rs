//! Receivable, received and outstanding.

use kernel::{Date, Money, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::FeeItemId;

words! {
    /// What the lines of the report are.
    Grouping {
        /// 按收费项
        Item = "item",
        /// 按楼栋
        Building = "building",
        /// 按账期月份
        Month = "month",
    }
}

/// In what a browser keeps the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// A workbook.
    Xlsx,
}

/// Of which bills, and by what.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskCollectionRate {
    /// The community; the first of the reader's when left out.
    pub org_id: Option<OrgId>,
    /// The first day on which periods begin; the first of this year when left out.
    pub first_on: Option<Date>,
    /// The last; today when left out.
    pub last_on: Option<Date>,
    /// At the end of which day; as everything stands now when left out.
    pub day: Option<Date>,
    /// What the lines are; fee items when left out.
    pub lines_by: Option<Grouping>,
    /// Only of this fee item.
    pub item_id: Option<FeeItemId>,
    /// Only of this building.
    pub building_id: Option<PlaceId>,
    /// As a file; a page when left out.
    pub format: Option<ReportFormat>,
}

/// What of some bills has come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Collected {
    /// How many bills.
    pub bills: i64,
    /// What was to come in: billed, less what was credited; of arrears, less what had come in before.
    pub receivable: Money,
    /// What has come in.
    pub received: Money,
    /// What is still owed.
    pub outstanding: Money,
    /// What has come in of what was to, in hundredths of a percent; none when nothing was.
    pub rate: Option<i64>,
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectionLine {
    /// The fee item or building by its written id, the month as it is written; empty for places in no building.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Of periods that begin within the days.
    pub current: Collected,
    /// Of periods that began before: arrears.
    pub prior: Collected,
}

/// What has come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectionRate {
    /// The community.
    pub org_id: OrgId,
    /// Its name.
    pub community: String,
    /// The fee item and the building to which it is narrowed, by name.
    pub only: Vec<String>,
    /// The first day on which periods begin.
    pub first_on: Date,
    /// The last.
    pub last_on: Date,
    /// At the end of which day; as everything stands now when none is told.
    pub day: Option<Date>,
    /// What the lines are.
    pub lines_by: Grouping,
    /// The lines, by what was to come in.
    pub lines: Vec<CollectionLine>,
    /// All of them.
    pub current: Collected,
    /// All of them.
    pub prior: Collected,
    /// What is owed of periods that begin later.
    pub later: Money,
    /// What the book says is owed; only when nothing is left out of the report and it is told as of now.
    pub book: Option<Money>,
}
