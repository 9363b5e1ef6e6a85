//! Budgets and what is asked of them.

use kernel::{Id, Instant, Money, Noun, OrgId, Result, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::item::model::SpendingItemId;

words! {
    /// How a budget stands.
    BudgetState {
        /// 编制中
        Draft = "draft",
        /// 待审批
        Submitted = "submitted",
        /// 执行中
        InForce = "in_force",
        /// 未批准
        Refused = "refused",
        /// 已调整
        Replaced = "replaced",
    }
}

words! {
    /// What a new budget begins with.
    BeginsWith {
        /// 空白
        Nothing = "nothing",
        /// 上年预算
        LastBudget = "last_budget",
        /// 上年实际
        LastActual = "last_actual",
    }
}

words! {
    /// How the amount of a year is spread over its months.
    Spread {
        /// 按月均摊
        Even = "even",
        /// 按上年实际的月份比例
        AsLastYear = "as_last_year",
    }
}

/// A budget.
#[derive(Debug)]
pub struct Budget;
impl Noun for Budget {
    const PREFIX: &'static str = "budget";
}
/// The id of a budget.
pub type BudgetId = Id<Budget>;

/// Twelve amounts, January first.
pub type Months = [Money; 12];

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct BudgetRow {
    /// The community, or the company.
    pub org_id: OrgId,
    /// Its id.
    pub id: BudgetId,
    /// The year, in four digits.
    pub year: i64,
    /// The first budget of a year is edition 1, each change another.
    pub edition: i64,
    /// How it stands.
    pub state: BudgetState,
    /// What it allows in all.
    pub total_fen: Money,
    /// Why the edition before it is changed.
    pub reason: Option<String>,
    /// Who began it.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
    /// Who submitted it.
    #[schemars(with = "Option<String>")]
    pub submitted_by: Option<Uuid>,
    /// His name.
    pub submitted_name: Option<String>,
    /// Who decided: somebody else.
    #[schemars(with = "Option<String>")]
    pub decided_by: Option<Uuid>,
    /// His name.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// What he said.
    pub remark: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

/// What a budget allows for an item, as the table keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub struct BudgetLineRow {
    /// The item.
    pub item_id: SpendingItemId,
    /// Twelve amounts in fen, as JSON.
    pub months: String,
}

impl BudgetLineRow {
    /// The twelve amounts.
    ///
    /// # Errors
    /// [`kernel::Error::Internal`] when the row holds anything else.
    pub fn amounts(&self) -> Result<Months> {
        Ok(serde_json::from_str(&self.months)?)
    }
}

/// A new budget.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateBudget {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// The year, in four digits.
    #[schemars(range(min = 2000, max = 2100))]
    pub year: i64,
    /// What it begins with; nothing when left out.
    pub begins_with: Option<BeginsWith>,
}

/// A row of the grid as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GridRow {
    /// The item.
    pub spending_item_id: Option<SpendingItemId>,
    /// The amount of the year, to be spread over its months; then those are not read.
    pub whole_year: Option<Money>,
    /// January
    pub m1: Option<Money>,
    /// February
    pub m2: Option<Money>,
    /// March
    pub m3: Option<Money>,
    /// April
    pub m4: Option<Money>,
    /// May
    pub m5: Option<Money>,
    /// June
    pub m6: Option<Money>,
    /// July
    pub m7: Option<Money>,
    /// August
    pub m8: Option<Money>,
    /// September
    pub m9: Option<Money>,
    /// October
    pub m10: Option<Money>,
    /// November
    pub m11: Option<Money>,
    /// December
    pub m12: Option<Money>,
}

impl GridRow {
    /// The months as they are typed, January first.
    pub fn months(&self) -> [Option<Money>; 12] {
        let Self { m1, m2, m3, m4, m5, m6, .. } = *self;
        let Self { m7, m8, m9, m10, m11, m12, .. } = *self;
        [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12]
    }

    /// Whether no amount is typed.
    pub fn says_nothing(&self) -> bool {
        self.whole_year.is_none() && self.months() == [None; 12]
    }
}

/// The grid of a draft as it is typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct FillBudget {
    /// Which budget.
    pub id: BudgetId,
    /// How amounts of the year are spread; evenly when left out.
    pub spread: Option<Spread>,
    /// Its rows; items that are left out stay as they are.
    #[schemars(length(min = 1, max = 100))]
    pub budget_rows: Vec<GridRow>,
}

/// Cells copied out of a spreadsheet.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct PasteBudget {
    /// Which budget.
    pub id: BudgetId,
    /// A line for an item: its name, then twelve months, or one amount for the year.
    #[schemars(length(min = 1, max = 20000), extend("x-kind" = "long_text"))]
    pub pasted_cells: String,
    /// How amounts of the year are spread; evenly when left out.
    pub spread: Option<Spread>,
}

/// Which budget.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichBudget {
    /// It.
    pub id: BudgetId,
}

/// What is in force is to be changed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AmendBudget {
    /// Which budget.
    pub id: BudgetId,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// The answer to a budget.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecideBudget {
    /// Which.
    pub id: BudgetId,
    /// What is to be said.
    #[schemars(length(max = 200))]
    pub remark: Option<String>,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct BudgetFilter {
    /// One.
    pub id: Option<BudgetId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a year.
    pub year: Option<i64>,
    /// In a state.
    pub budget_state: Option<BudgetState>,
}

/// A budget in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BudgetListed {
    /// Its id.
    pub id: BudgetId,
    /// The year.
    pub year: i64,
    /// Its edition.
    pub edition: i64,
    /// How it stands.
    pub budget_state: BudgetState,
    /// What it allows in all.
    pub budget_total: Money,
    /// Who began it.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// What a budget allows for an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BudgetLine {
    /// The item.
    pub spending_item_id: SpendingItemId,
    /// Its short name.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// By month, January first.
    pub months: Vec<Money>,
    /// The whole year.
    pub whole_year: Money,
}

/// A budget with its grid.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BudgetRecord {
    /// All that is said of it.
    pub budget: BudgetRow,
    /// The name of the community.
    pub unit: String,
    /// Its grid, in the order of the chart.
    pub lines: Vec<BudgetLine>,
    /// By month, over all items.
    pub months: Vec<Money>,
}
