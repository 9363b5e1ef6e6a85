//! Money that came in at the bank, and what is asked of it.

use billing::BillId;
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use payment::PaymentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settle::matching::Fit;
use uuid::Uuid;

words! {
    /// How it stands.
    TransferState {
        /// 待匹配
        Fresh = "fresh",
        /// 已入账: it paid bills.
        Settled = "settled",
        /// 待认领
        Waiting = "waiting",
        /// 已退回
        Returned = "returned",
    }
}

/// A line of a bank's statement.
#[derive(Debug)]
pub struct BankTransfer;
impl Noun for BankTransfer {
    const PREFIX: &'static str = "bank_transfer";
}
/// The id of a line.
pub type BankTransferId = Id<BankTransfer>;

/// Who sent money and what he wrote; kept sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sender {
    /// The name of the account it came from.
    pub name: String,
    /// Its number.
    pub account: String,
    /// What was written.
    pub note: String,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct TransferRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: BankTransferId,
    /// The bank's number of it, or else everything the line says: what makes it the same line.
    pub bank_key: String,
    /// The day it came in.
    pub came_on: Date,
    /// How much.
    pub amount_fen: Money,
    /// What stood in the bank's account after it, as the statement says.
    pub balance_fen: Option<Money>,
    /// Who sent it, sealed.
    #[serde(skip)]
    pub sealed: Vec<u8>,
    /// How it stands.
    pub state: TransferState,
    /// Whether it paid without a person saying so.
    pub matched: bool,
    /// The payment with its receipt, once it paid bills.
    pub payment_id: Option<PaymentId>,
    /// Who brought the statement.
    #[schemars(with = "String")]
    pub imported_by: Uuid,
    /// His name.
    pub imported_name: String,
    /// When.
    pub imported_at: Instant,
    /// Who said last what becomes of it.
    #[schemars(with = "Option<String>")]
    pub decided_by: Option<Uuid>,
    /// His name.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// Why it went back, or pays no longer what it paid.
    pub reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

/// Which line.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichTransfer {
    /// It.
    pub id: BankTransferId,
}

/// Bills that money pays, the oldest first; they must owe that much.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AssignTransfer {
    /// Which money.
    pub id: BankTransferId,
    /// The bills.
    pub bill_ids: Vec<BillId>,
}

/// Money that goes back, or pays no longer what it paid.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct UndoTransfer {
    /// Which money.
    pub id: BankTransferId,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// The lines of a community that are to be matched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MatchTransfers {
    pub org: OrgId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct TransferFilter {
    /// One.
    pub id: Option<BankTransferId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub bank_transfer_state: Option<TransferState>,
}

/// A line in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransferLine {
    /// Its id.
    pub id: BankTransferId,
    /// The day it came in.
    pub came_on: Date,
    /// How much.
    pub amount: Money,
    /// Who sent it.
    pub sender_name: String,
    /// What was written.
    pub sender_note: String,
    /// How it stands.
    pub bank_transfer_state: TransferState,
    /// Whether it paid without a person saying so.
    pub matched: bool,
    /// The community.
    pub community: OrgId,
}

/// Bills that money may pay, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposal {
    /// The bills.
    pub bill_ids: Vec<BillId>,
    /// Their room, what they are for, and their days.
    pub words: Vec<String>,
    /// What they owe.
    pub owed: Money,
    /// What agrees.
    #[serde(skip)]
    pub fit: Fit,
}

/// A line as its page tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TransferRecord {
    /// All of it.
    pub transfer: TransferRow,
    /// Who sent it.
    pub sender: Sender,
    /// What it may pay, the best first, while it waits.
    pub proposals: Vec<Proposal>,
}
