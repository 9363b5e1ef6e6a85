//! Bill runs and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use party::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words! {
    /// How a run stands.
    RunState {
        /// 计算中
        Counting = "counting",
        /// 待审批
        Ready = "ready",
        /// 发布中
        Approved = "approved",
        /// 已发布
        Published = "published",
        /// 取消中
        Cancelled = "cancelled",
        /// 已取消
        Cleared = "cleared",
    }
}

/// A bill run.
#[derive(Debug)]
pub struct BillRun;
impl Noun for BillRun {
    const PREFIX: &'static str = "bill_run";
}
/// The id of a bill run.
pub type BillRunId = Id<BillRun>;

/// Why some things were not billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Skip {
    /// The key of the sentence, with its values.
    pub code: String,
    /// The values.
    pub values: Vec<(String, String)>,
    /// How often.
    pub count: i64,
    /// The first place it stood in the way of.
    pub place: String,
    /// The tariff there.
    pub tariff: String,
    /// Whether nothing is wrong: not begun, or over.
    pub expected: bool,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct BillRunRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: BillRunId,
    /// Periods from the one on in which this day lies.
    pub since_on: Date,
    /// Bills that have come by this day.
    pub until_on: Date,
    /// How it stands.
    pub state: RunState,
    /// How far it has come: the path of the last place that was counted, or the last bill that was published.
    #[serde(skip)]
    pub reached: Option<String>,
    /// Rooms and parking spaces of the community.
    pub places: i64,
    /// Those looked at.
    pub places_done: i64,
    /// Bills it makes.
    pub bills: i64,
    /// What they come to.
    pub total_fen: Money,
    /// Bills that stand already and were left alone.
    pub standing: i64,
    /// Bills with none for the period before.
    pub fresh: i64,
    /// Bills of another amount than the period before.
    pub changed: i64,
    /// What the periods before came to.
    pub before_fen: Money,
    /// What was not billed and why, as a list of [`Skip`].
    pub reasons: String,
    /// Bills published.
    pub published: i64,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// Who approved it: somebody else.
    #[schemars(with = "Option<String>")]
    pub approved_by: Option<Uuid>,
    /// His name.
    pub approved_name: Option<String>,
    /// When.
    pub approved_at: Option<Instant>,
    /// When it was published or cancelled.
    pub done_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

impl BillRunRow {
    /// What was not billed, and why.
    pub(crate) fn skips(&self) -> kernel::Result<Vec<Skip>> {
        Ok(serde_json::from_str(&self.reasons)?)
    }
}

/// A run that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateBillRun {
    /// The community.
    pub org_id: OrgId,
    /// Bills that have come by this day; today when left out.
    pub billed_until_on: Option<Date>,
    /// Periods from the one on in which this day lies; three months before when left out.
    pub since_on: Option<Date>,
}

/// Which run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichBillRun {
    /// It.
    pub id: BillRunId,
}

/// A run that goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GoOn {
    /// The run.
    pub id: BillRunId,
}

/// What is told when all bills of a run are published.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Published {
    /// The community.
    pub org: OrgId,
    /// The run.
    pub run: BillRunId,
    /// How many bills.
    pub bills: i64,
    /// What they come to.
    pub total: Money,
}

/// What somebody is asked to pay by a run.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub struct Asked {
    /// Who.
    pub payer: PersonId,
    /// By how many bills.
    pub bills: i64,
    /// What they come to: more than nothing.
    pub total: Money,
    /// The first day by which one of them is to be paid.
    pub due_on: Date,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct BillRunFilter {
    /// One.
    pub id: Option<BillRunId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub run_state: Option<RunState>,
}

/// A run in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BillRunLine {
    /// Its id.
    pub id: BillRunId,
    /// The community.
    pub community: OrgId,
    /// Bills that have come by this day.
    pub billed_until_on: Date,
    /// How it stands.
    pub run_state: RunState,
    /// Bills it makes.
    pub bills: i64,
    /// What they come to.
    pub amount: Money,
    /// Who asked for it.
    pub asked_name: String,
    /// Who approved it.
    pub approved_name: Option<String>,
    /// When it was asked for.
    pub run_asked_at: Instant,
}
