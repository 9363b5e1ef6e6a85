//! Refunds at channels, and what is asked of them.

use billing::BillId;
use kernel::{Id, Instant, Money, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::arrival::model::ArrivalId;

words! {
    /// How a refund stands.
    ChannelRefundState {
        /// 待审批
        Waiting = "waiting",
        /// 退款中: approved, the channel is asked until it has ended.
        Sending = "sending",
        /// 已退款
        Done = "done",
        /// 退款失败: the channel gave nothing back.
        Failed = "failed",
        /// 需人工处理: it left the channel and did not reach the payer.
        Stuck = "stuck",
        /// 未批准
        Refused = "refused",
    }
}

/// A refund.
#[derive(Debug)]
pub struct ChannelRefund;
impl Noun for ChannelRefund {
    const PREFIX: &'static str = "channel_refund";
}
/// The id of a refund.
pub type ChannelRefundId = Id<ChannelRefund>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ChannelRefundRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: ChannelRefundId,
    /// Of which money.
    pub arrival_id: ArrivalId,
    /// Our number of it, by which the channel gives it back once however often it is asked.
    pub number: String,
    /// How much.
    pub amount_fen: Money,
    /// Why; the payer reads it.
    pub reason: String,
    /// How it stands.
    pub state: ChannelRefundState,
    /// What the channel said against it.
    pub trouble: Option<String>,
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
    /// When the channel had given it back.
    pub done_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

/// What a refund takes of a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ChannelRefundBill {
    /// The refund.
    pub refund_id: ChannelRefundId,
    /// The bill that is owed again.
    pub bill_id: BillId,
    /// Its room, fee and days.
    pub told: String,
    /// How much of it.
    pub amount_fen: Money,
}

/// A refund with the bills it is taken of.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChannelRefundRecord {
    /// All of it.
    #[serde(flatten)]
    pub refund: ChannelRefundRow,
    /// What is owed again once it is given back.
    pub bills: Vec<ChannelRefundBill>,
}

/// What came of asking the channel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answered {
    /// It has not ended, or nothing is known: asked again.
    Running(Option<String>),
    /// Given back.
    Done,
    /// Nothing was given back.
    Failed(String),
    /// A person has to act at the channel.
    Stuck,
}

/// The same, with the refund it is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AnsweredRefund {
    pub id: ChannelRefundId,
    pub answered: Answered,
}

/// A refund that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateChannelRefund {
    /// Of which money.
    pub id: ArrivalId,
    /// Of which of the bills it paid; of all when none is ticked, the last first.
    #[serde(default)]
    pub bill_ids: Vec<BillId>,
    /// How much; all that is left when left out.
    pub amount: Option<Money>,
    /// Why; the payer reads it.
    #[schemars(length(min = 1, max = 60))]
    pub reason: String,
}

/// Which refund.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichChannelRefund {
    /// It.
    pub id: ChannelRefundId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ChannelRefundFilter {
    /// One.
    pub id: Option<ChannelRefundId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub channel_refund_state: Option<ChannelRefundState>,
}

/// A refund in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChannelRefundLine {
    /// Its id.
    pub id: ChannelRefundId,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// How it stands.
    pub channel_refund_state: ChannelRefundState,
    /// Who asked for it.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The community.
    pub community: OrgId,
}
