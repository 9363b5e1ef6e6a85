//! Refunds and what is asked of them.

use kernel::{Id, Instant, Money, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    payment::model::Method,
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
    /// What it is given back of.
    pub prepayment_id: PrepaymentId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// What the prepayment was for.
    pub purpose: Purpose,
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
    /// What the prepayment was for.
    pub prepaid_for: Purpose,
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
    /// The amount in capital characters.
    pub capital: String,
}
