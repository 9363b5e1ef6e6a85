//! Refunds of deposits and what is asked of them.

use billing::BillId;
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    deposit::model::{DepositId, DepositKind},
    payment::model::Method,
    shift::model::CashShiftId,
};

words! {
    /// How a refund of a deposit stands.
    DepositRefundState {
        /// 待审批
        Waiting = "waiting",
        /// 待退款: approved, not paid out yet
        Approved = "approved",
        /// 未批准
        Refused = "refused",
        /// 已退
        Paid = "paid",
    }
}

/// What is given back of a deposit.
#[derive(Debug)]
pub struct DepositRefund;
impl Noun for DepositRefund {
    const PREFIX: &'static str = "deposit_refund";
}
/// The id of a refund of a deposit.
pub type DepositRefundId = Id<DepositRefund>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct DepositRefundRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: DepositRefundId,
    /// Of which deposit.
    pub deposit_id: DepositId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// What the deposit was for.
    pub kind: DepositKind,
    /// How much of the deposit ends: what is paid back, and what is kept.
    pub amount_fen: Money,
    /// What of that is kept.
    pub kept_fen: Money,
    /// Why.
    pub kept_reason: Option<String>,
    /// The bill that what is kept pays; income when there is none.
    pub bill_id: Option<BillId>,
    /// In which way the rest goes back.
    pub method: Method,
    /// Why it is given back.
    pub reason: String,
    /// How it stands.
    pub state: DepositRefundState,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// Who decided: somebody else.
    #[schemars(with = "Option<String>")]
    pub decided_by: Option<Uuid>,
    /// His name.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// The number of its slip, once it is paid out.
    pub number: Option<String>,
    /// Its entry in the book, once it is paid out.
    #[schemars(with = "Option<String>")]
    pub entry_id: Option<ledger::EntryId>,
    /// The shift out of whose box it was paid in cash.
    pub shift_id: Option<CashShiftId>,
    /// Who paid it out.
    pub paid_name: Option<String>,
    /// When.
    pub paid_at: Option<Instant>,
    /// The day that counts for.
    pub paid_on: Option<Date>,
    /// Rises with each change.
    pub version: i64,
}

impl DepositRefundRow {
    /// What goes back.
    pub(crate) fn paid_back(&self) -> Money {
        self.amount_fen - self.kept_fen
    }
}

/// A refund of a deposit that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateDepositRefund {
    /// Of which deposit.
    pub id: DepositId,
    /// How much of the deposit ends; all that is held when left out.
    pub amount: Option<Money>,
    /// What of that is kept; nothing when left out.
    pub kept: Option<Money>,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub kept_reason: Option<String>,
    /// The open bill of the room that what is kept pays; income when left out.
    pub bill_id: Option<BillId>,
    /// In which way the rest goes back.
    pub method: Method,
    /// Why it is given back.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Which refund of a deposit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichDepositRefund {
    /// It.
    pub id: DepositRefundId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct DepositRefundFilter {
    /// One.
    pub id: Option<DepositRefundId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub deposit_refund_state: Option<DepositRefundState>,
}

/// A refund of a deposit in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DepositRefundLine {
    /// Its id.
    pub id: DepositRefundId,
    /// The number of its slip, once it is paid out.
    pub number: Option<String>,
    /// The room or parking space.
    pub place: String,
    /// What the deposit was for.
    pub deposit_kind: DepositKind,
    /// How much of the deposit ends.
    pub amount: Money,
    /// What of that is kept.
    pub kept: Money,
    /// What goes back.
    pub paid_back: Money,
    /// How it stands.
    pub deposit_refund_state: DepositRefundState,
    /// Who asked for it.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// A refund of a deposit as its slip tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DepositRefundRecord {
    /// All of it.
    pub refund: DepositRefundRow,
    /// The number of the deposit's receipt.
    pub receipt: String,
    /// What goes back, in capital characters.
    pub capital: String,
}
