//! Refunds and what is asked of them.

use billing::BillId;
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    payment::model::{Method, PaymentId, PaymentLineRow},
    prepayment::model::{PrepaymentId, Purpose},
};

words! {
    /// How a refund stands.
    RefundState {
        /// 待审批
        Waiting = "waiting",
        /// 已退款
        Approved = "approved",
        /// 未批准
        Refused = "refused",
    }
}

/// What is given back.
#[derive(Debug)]
pub struct Refund;
impl Noun for Refund {
    const PREFIX: &'static str = "refund";
}
/// The id of a refund.
pub type RefundId = Id<Refund>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct RefundRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: RefundId,
    /// The prepayment it is given back of; none when it is a part of a payment.
    pub prepayment_id: Option<PrepaymentId>,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name, or those of all rooms of the payment.
    pub place: String,
    /// What the prepayment was for.
    pub purpose: Option<Purpose>,
    /// How much.
    pub amount_fen: Money,
    /// In which way it goes back.
    pub method: Method,
    /// Why.
    pub reason: String,
    /// How it stands.
    pub state: RefundState,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The number of its slip, once it is approved.
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
    /// The payment a part of which it gives back.
    pub payment_id: Option<PaymentId>,
    /// The paper of another module by which the money went back, by its written id; none when it goes back here.
    pub brought_by: Option<String>,
    /// The day it counts for in the book, once it is approved.
    pub paid_on: Option<Date>,
}

/// What a part of a payment that is given back comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The way it goes back.
    pub method: Method,
    /// How much.
    pub amount: Money,
    /// What is owed again of which bill.
    pub lines: Vec<PaymentLineRow>,
}

/// What of a payment was given back, or is asked to be, for one bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct Back {
    /// The payment.
    pub payment_id: PaymentId,
    /// The refund.
    pub refund_id: RefundId,
    /// The number of its slip, once it is approved.
    pub number: Option<String>,
    /// How it stands; what is refused is left out.
    pub state: RefundState,
    /// The way it goes.
    pub method: Method,
    /// The day it counts for, once it is approved.
    pub paid_on: Option<Date>,
    /// The bill that is owed again.
    pub bill_id: BillId,
    /// How much of it.
    pub amount_fen: Money,
}

/// A part of a payment that is asked back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RefundPayment {
    /// Of which payment.
    pub id: PaymentId,
    /// Of which of its bills; of all when none is ticked, the last first.
    #[serde(default)]
    pub bill_ids: Vec<BillId>,
    /// How much; all that is left when left out.
    pub amount: Option<Money>,
    /// In which of the ways it came; the only one when left out.
    pub method: Option<Method>,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// A part of a payment that is asked back by a paper of another module.
#[derive(Debug, Clone)]
pub struct AskPart {
    /// Of which payment.
    pub id: PaymentId,
    /// Of which of its bills; of all when none is named, the last first.
    pub bill_ids: Vec<BillId>,
    /// How much; all that is left of them when left out.
    pub amount: Option<Money>,
    /// What papers of other modules have asked for before and not given back yet: it counts as gone.
    pub asked: Vec<(BillId, Money)>,
}

/// Money of a payment that has gone back the way it came, by a paper of another module.
#[derive(Debug, Clone)]
pub struct GoneBack {
    /// The paper, by its written id.
    pub paper: String,
    /// How much.
    pub amount: Money,
    /// How much of which bill, as it was asked for; the last bill first when none is named.
    pub bills: Vec<(BillId, Money)>,
    /// The account it went out of.
    pub out_of: ledgers::Wanted,
    /// Why.
    pub reason: String,
    /// Who asked for it, and when.
    pub asked: (Uuid, String, Instant),
    /// Who decided: somebody else.
    pub decided: (Uuid, String),
}

/// A refund that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateRefund {
    /// Of which prepayment.
    pub id: PrepaymentId,
    /// How much; all that is left when left out.
    pub amount: Option<Money>,
    /// In which way it goes back.
    pub method: Method,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Which refund.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichRefund {
    /// It.
    pub id: RefundId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct RefundFilter {
    /// One.
    pub id: Option<RefundId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub refund_state: Option<RefundState>,
}

/// A refund in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundLine {
    /// Its id.
    pub id: RefundId,
    /// The number of its slip, once it is approved.
    pub number: Option<String>,
    /// The room or parking space.
    pub place: String,
    /// What the prepayment was for; none for a part of a payment.
    pub prepaid_for: Option<Purpose>,
    /// How much.
    pub amount: Money,
    /// How it stands.
    pub refund_state: RefundState,
    /// Who asked for it.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// A refund as its slip tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RefundRecord {
    /// All of it.
    pub refund: RefundRow,
    /// The number of the receipt a part of which is given back.
    pub receipt: Option<String>,
    /// What is owed again of which bill.
    pub lines: Vec<PaymentLineRow>,
    /// The amount in capital characters.
    pub capital: String,
}
