//! Sheets and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, Result, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words! {
    /// How a sheet stands.
    SheetState {
        /// 待复核
        Draft = "draft",
        /// 已公布
        Published = "published",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What a line of the book tells.
    Section {
        /// 公共收益
        PublicRevenue = "public_revenue",
        /// 维修资金
        RepairFund = "repair_fund",
        /// 物业服务收入
        Income = "income",
        /// 物业服务支出
        Spending = "spending",
    }
}

/// What is disclosed.
#[derive(Debug)]
pub struct DisclosureSheet;
impl Noun for DisclosureSheet {
    const PREFIX: &'static str = "disclosure_sheet";
}
/// The id of a sheet.
pub type SheetId = Id<DisclosureSheet>;

/// What a fee costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeeLine {
    /// What people call it.
    pub name: String,
    /// Its price, in words.
    pub price: String,
}

/// A line of the book, on the side on which it grows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BookLine {
    /// Where it stands.
    pub section: Section,
    /// The line of the chart.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// What stood before the period; nothing for income and spending.
    pub opening: Money,
    /// What came in.
    pub came_in: Money,
    /// What went out.
    pub went_out: Money,
    /// What stands after it.
    pub closing: Money,
}

/// What a sheet tells, without its place among the sheets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetBody {
    /// What the community is called.
    pub community: String,
    /// What is charged at the end of the period.
    pub fees: Vec<FeeLine>,
    /// What moved in the book.
    pub lines: Vec<BookLine>,
    /// How many payments came in.
    pub payments: i64,
    /// What was given back of payments, of whatever day they were.
    #[serde(default)]
    pub given_back: Money,
    /// What they come to.
    pub paid: Money,
    /// The root over them, in hexadecimal digits.
    pub root: String,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct SheetRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: SheetId,
    /// The first day.
    pub from_on: Date,
    /// The last.
    pub until_on: Date,
    /// How it stands.
    pub state: SheetState,
    /// The sheet it corrects.
    pub corrects_id: Option<SheetId>,
    /// Why.
    pub reason: Option<String>,
    /// The length of the book it was read at.
    pub entries: i64,
    /// What it tells, as JSON.
    pub body: String,
    /// Who drew it up.
    #[schemars(with = "String")]
    pub drawn_by: Uuid,
    /// His name.
    pub drawn_name: String,
    /// When.
    pub drawn_at: Instant,
    /// Its place among those published, from 1.
    pub seq: Option<i64>,
    /// What people call it: `GS-000003`.
    pub number: Option<String>,
    /// The text its digest is of.
    pub canonical: Option<String>,
    /// SHA-256 of that text, in hexadecimal digits.
    pub digest: Option<String>,
    /// Who checked and published it: somebody else.
    #[schemars(with = "Option<String>")]
    pub published_by: Option<Uuid>,
    /// His name.
    pub published_name: Option<String>,
    /// When.
    pub published_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

impl SheetRow {
    /// What it tells.
    ///
    /// # Errors
    /// [`kernel::Error::Internal`] when the row holds anything else.
    pub fn read(&self) -> Result<SheetBody> {
        Ok(serde_json::from_str(&self.body)?)
    }
}

/// A sheet is to be drawn up.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateSheet {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// The first day.
    pub from_on: Date,
    /// The last; it is over.
    pub until_on: Date,
}

/// A published sheet is to be corrected by another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CorrectSheet {
    /// Which.
    pub id: SheetId,
    /// What was wrong.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Which sheet.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichSheet {
    /// It.
    pub id: SheetId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct SheetFilter {
    /// One.
    pub id: Option<SheetId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub sheet_state: Option<SheetState>,
}

/// A sheet in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetListed {
    /// Its id.
    pub id: SheetId,
    /// What people call it, once it is published.
    pub number: Option<String>,
    /// The first day.
    pub from_on: Date,
    /// The last.
    pub until_on: Date,
    /// How it stands.
    pub sheet_state: SheetState,
    /// The digest, once it is published.
    pub digest: Option<String>,
    /// Who drew it up.
    pub drawn_name: String,
    /// When.
    pub drawn_at: Instant,
    /// Who published it.
    pub published_name: Option<String>,
    /// The community.
    pub community: OrgId,
}

/// A sheet with everything it tells.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SheetRecord {
    /// In brief.
    pub line: SheetListed,
    /// What it tells.
    pub body: SheetBody,
    /// The text its digest is of.
    pub canonical: Option<String>,
    /// The sheet it corrects.
    pub corrects: Option<SheetListed>,
    /// Why.
    pub reason: Option<String>,
    /// The sheets that correct it.
    pub corrected_by: Vec<SheetListed>,
    /// Whether it may be published by whoever looks: he did not draw it up.
    #[serde(skip)]
    pub drawn_by_reader: bool,
    /// When it was published.
    pub published_at: Option<Instant>,
}
