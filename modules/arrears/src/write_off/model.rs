//! Write-offs and what is asked of them.

use billing::BillId;
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use party::PersonId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::case::model::CollectionCaseId;

words! {
    /// How a write-off stands.
    WriteOffState {
        /// 待审批
        Waiting = "waiting",
        /// 已核销
        Approved = "approved",
        /// 未批准
        Refused = "refused",
    }
}

words! {
    /// On what grounds something is given up.
    Grounds {
        /// 超过诉讼时效
        Limitation = "limitation",
        /// 无力偿付
        Insolvent = "insolvent",
        /// 死亡且无遗产
        Deceased = "deceased",
        /// 法院裁判
        Judgment = "judgment",
        /// 和解协议
        Agreement = "agreement",
    }
}

/// What is given up.
#[derive(Debug)]
pub struct WriteOff;
impl Noun for WriteOff {
    const PREFIX: &'static str = "write_off";
}
/// The id of a write-off.
pub type WriteOffId = Id<WriteOff>;

/// A scan that proves the grounds.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-kind" = "file"))]
pub struct Paper(pub String);

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct WriteOffRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: WriteOffId,
    /// The case.
    pub case_id: CollectionCaseId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// Who was asked to pay.
    pub payer_id: PersonId,
    /// How much is given up.
    pub amount_fen: Money,
    /// How much of that is owed again.
    pub restored_fen: Money,
    /// On what grounds.
    pub grounds: Grounds,
    /// Why, in words.
    pub reason: String,
    /// The papers that prove it, as a list of ids.
    pub files: String,
    /// How it stands.
    pub state: WriteOffState,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// Its number, once it is approved: `HX202611-000001`.
    pub number: Option<String>,
    /// Its entry in the book, once it is approved.
    #[schemars(with = "Option<String>")]
    pub entry_id: Option<ledger::EntryId>,
    /// Who decided: somebody else.
    #[schemars(with = "Option<String>")]
    pub decided_by: Option<Uuid>,
    /// His name.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

/// What of which bill is given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct WriteOffLineRow {
    /// The bill.
    pub bill_id: BillId,
    /// Its number.
    pub number: String,
    /// What it was for.
    pub fee_item: String,
    /// The day by which it was to be paid.
    pub due_on: Date,
    /// How much is given up of it.
    pub amount_fen: Money,
}

/// A write-off that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateWriteOff {
    /// The case.
    pub id: CollectionCaseId,
    /// Bills that were due by this day; all that are overdue when left out.
    pub due_until_on: Option<Date>,
    /// On what grounds.
    pub grounds: Grounds,
    /// Why, in words.
    #[schemars(length(min = 1, max = 500))]
    pub reason: String,
    /// Scans of what proves it.
    #[schemars(length(min = 1, max = 20))]
    pub files: Vec<Paper>,
}

/// Which write-off.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichWriteOff {
    /// It.
    pub id: WriteOffId,
}

/// What is to be owed again, because somebody wants to pay.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RestoreWriteOff {
    /// Which write-off.
    pub id: WriteOffId,
    /// How much; all that is still given up when left out.
    pub amount: Option<Money>,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WriteOffFilter {
    /// One.
    pub id: Option<WriteOffId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a room or parking space.
    pub place_id: Option<PlaceId>,
    /// In a state.
    pub write_off_state: Option<WriteOffState>,
}

/// A write-off in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WriteOffLine {
    /// Its id.
    pub id: WriteOffId,
    /// Its number, once it is approved.
    pub number: Option<String>,
    /// The room or parking space.
    pub place: String,
    /// Who was asked to pay, masked.
    pub payer: String,
    /// How much is given up.
    pub amount: Money,
    /// How much of that is owed again.
    pub restored: Money,
    /// On what grounds.
    pub grounds: Grounds,
    /// How it stands.
    pub write_off_state: WriteOffState,
    /// Who asked for it.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// A write-off with everything about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WriteOffRecord {
    /// In brief.
    pub line: WriteOffLine,
    /// All of it.
    pub write_off: WriteOffRow,
    /// What of which bill.
    pub lines: Vec<WriteOffLineRow>,
    /// The papers that prove it.
    pub files: Vec<String>,
}
