//! Openings, their control totals, and what is asked of them.

use billing::Opened;
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::FeeItemId;
use uuid::Uuid;

use crate::line::model::OpeningKind;

words! {
    /// How an opening stands.
    OpeningState {
        /// 草稿: rows come, control totals are typed
        Draft = "draft",
        /// 入账中
        Approved = "approved",
        /// 已入账
        Posted = "posted",
        /// 作废中
        Voiding = "voiding",
        /// 已作废
        Voided = "voided",
        /// 已取消: nothing of it was ever posted
        Cancelled = "cancelled",
    }
}

/// The opening of a community's books.
#[derive(Debug)]
pub struct Opening;
impl Noun for Opening {
    const PREFIX: &'static str = "opening";
}
/// The id of an opening.
pub type OpeningId = Id<Opening>;

/// What another program says there is of a kind.
#[derive(Debug)]
pub struct ControlTotal;
impl Noun for ControlTotal {
    const PREFIX: &'static str = "control_total";
}
/// The id of a control total.
pub type ControlTotalId = Id<ControlTotal>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct OpeningRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: OpeningId,
    /// The day from which the books count.
    pub opened_on: Date,
    /// The program they were kept in before.
    pub source: String,
    /// How it stands.
    pub state: OpeningState,
    /// Who began it.
    #[schemars(with = "String")]
    pub began_by: Uuid,
    /// His name.
    pub began_name: String,
    /// When.
    pub began_at: Instant,
    /// Who approved it: somebody else.
    #[schemars(with = "Option<String>")]
    pub approved_by: Option<Uuid>,
    /// His name.
    pub approved_name: Option<String>,
    /// When.
    pub approved_at: Option<Instant>,
    /// Who voided it: somebody else than who began it.
    #[schemars(with = "Option<String>")]
    pub voided_by: Option<Uuid>,
    /// His name.
    pub voided_name: Option<String>,
    /// When.
    pub voided_at: Option<Instant>,
    /// Why.
    pub void_reason: Option<String>,
    /// Since when all of it is posted, or taken back.
    pub done_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

impl OpeningRow {
    /// The opening as the papers it brings know it; by whoever began it, or whoever voids it.
    pub(crate) fn opened(&self) -> Opened {
        let began = (self.began_by, self.began_name.clone());
        let voids = self.voided_by.zip(self.voided_name.clone());
        Opened {
            org: self.org_id,
            opening: self.id.uuid(),
            paper: self.id.to_string(),
            on: self.opened_on,
            source: self.source.clone(),
            by: voids.unwrap_or(began),
        }
    }
}

/// A row of the table of control totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ControlTotalRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: ControlTotalId,
    /// The opening.
    pub opening_id: OpeningId,
    /// The kind.
    pub kind: OpeningKind,
    /// Of bills and payments, the fee item; zero for the other kinds.
    pub item_id: FeeItemId,
    /// How many rows there are.
    pub rows_there: i64,
    /// What they come to; of bills, what is still owed.
    pub total_fen: Money,
    /// Who typed it last.
    pub entered_name: String,
    /// When.
    pub entered_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// An opening that is begun.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateOpening {
    /// The community; one's own when one has a single one.
    pub org_id: Option<OrgId>,
    /// The day from which the books count.
    pub opened_on: Date,
    /// The program they were kept in before.
    #[schemars(length(min = 1, max = 60))]
    pub came_from: String,
}

/// What the old program says there is of a kind, and of bills of a fee item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EnterTotal {
    /// Of which opening.
    pub id: OpeningId,
    /// The kind.
    pub opening_kind: OpeningKind,
    /// Of bills, the fee item.
    pub item_id: Option<FeeItemId>,
    /// How many rows there are.
    #[schemars(range(min = 0, max = 100_000_000))]
    pub rows_there: i64,
    /// What they come to; of bills, what is still owed.
    pub total_there: Money,
}

/// Which opening.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichOpening {
    /// It.
    pub id: OpeningId,
}

/// An opening that was wrong.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct VoidOpening {
    /// Which.
    pub id: OpeningId,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct OpeningFilter {
    /// One.
    pub id: Option<OpeningId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub opening_state: Option<OpeningState>,
}

/// An opening in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpeningLineOf {
    /// Its id.
    pub id: OpeningId,
    /// The day from which the books count.
    pub opened_on: Date,
    /// The program they were kept in before.
    pub came_from: String,
    /// How it stands.
    pub opening_state: OpeningState,
    /// Who began it.
    pub began_name: String,
    /// When.
    pub began_at: Instant,
    /// Who approved it.
    pub approved_name: Option<String>,
    /// The community.
    pub community: OrgId,
}

/// Rows of a kind – of bills, of a fee item – beside what the old program says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Compared {
    /// The kind.
    pub opening_kind: OpeningKind,
    /// Of bills, the fee item.
    pub item_id: Option<FeeItemId>,
    /// Its name.
    pub fee_item: String,
    /// Rows that came.
    pub rows: i64,
    /// What they come to; of bills, what is still owed.
    pub amount: Money,
    /// Rows the old program says there are; none while nobody has typed it.
    pub rows_there: Option<i64>,
    /// What it says they come to.
    pub total_there: Option<Money>,
}

impl Compared {
    /// Whether both say the same.
    pub fn agrees(&self) -> bool {
        self.rows_there == Some(self.rows) && self.total_there == Some(self.amount)
    }
}

/// An opening with everything about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OpeningRecord {
    /// All of it.
    pub opening: OpeningRow,
    /// Its rows beside the control totals, by kind and fee item.
    pub compared: Vec<Compared>,
    /// Rows that are posted and stand.
    pub posted: i64,
    /// Rows that wait.
    pub waiting: i64,
    /// Rows that were not taken back, because something had moved on them.
    pub kept: i64,
}

/// The opening whose work goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GoOn {
    pub id: OpeningId,
}
