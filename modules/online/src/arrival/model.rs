//! Money that came in at a channel, and what is asked of it.

use billing::BillId;
use gateway::Standing;
use kernel::{Id, Instant, Money, Noun, OrgId, words};
use payment::PaymentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{account::model::PayeeAccountId, order::model::PaymentOrderId, refund::model::ChannelRefundRow};

words! {
    /// How we came to know of it.
    ToldBy {
        /// 渠道通知
        Notice = "notice",
        /// 查询
        Query = "query",
        /// 渠道账单
        Bill = "bill",
    }
}

words! {
    /// Why money could not pay the bills of its order.
    Doubt {
        /// 没有对应的订单
        NoOrder = "no_order",
        /// 金额不符
        Amount = "amount",
        /// 重复支付
        Doubled = "doubled",
        /// 订单已关闭
        Closed = "closed",
        /// 账单已缴
        Settled = "settled",
    }
}

words! {
    /// How it stands.
    ArrivalState {
        /// 已入账: it paid bills.
        Settled = "settled",
        /// 待处理
        Waiting = "waiting",
        /// 已退款
        Refunded = "refunded",
    }
}

/// Money that came in.
#[derive(Debug)]
pub struct Arrival;
impl Noun for Arrival {
    const PREFIX: &'static str = "arrival";
}
/// The id of money that came in.
pub type ArrivalId = Id<Arrival>;

/// What a channel says was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// The number of the order.
    pub number: String,
    /// The channel's number of the payment.
    pub transaction: String,
    /// How much.
    pub amount: Money,
    /// When; when we heard of it if the channel does not say.
    pub paid_at: Option<Instant>,
    /// Whether currency, merchant and application are ours.
    pub ours: bool,
}

impl Told {
    /// What of a standing is money that came in.
    pub fn of(standing: &Standing) -> Option<Self> {
        let transaction = standing.transaction.clone().filter(|_| standing.state.is_paid())?;
        let (number, amount) = (standing.number.clone(), standing.amount?);
        Some(Self { number, transaction, amount, paid_at: standing.paid_at, ours: standing.ours })
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ArrivalRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: ArrivalId,
    /// Into which account.
    pub payee_account_id: PayeeAccountId,
    /// The channel's number of the payment; with the account, what makes it the same.
    pub transaction_id: String,
    /// The number of the order, as the channel said it.
    pub number: String,
    /// The order, if there is one.
    pub order_id: Option<PaymentOrderId>,
    /// How much.
    pub amount_fen: Money,
    /// When it was paid.
    pub paid_at: Instant,
    /// How we came to know of it first.
    pub told_by: ToldBy,
    /// When.
    pub arrived_at: Instant,
    /// Why it could not pay the bills of its order.
    pub doubt: Option<Doubt>,
    /// How it stands.
    pub state: ArrivalState,
    /// The payment with its receipt, once it paid bills.
    pub payment_id: Option<PaymentId>,
    /// The entry by which it went to suspense.
    #[schemars(with = "Option<String>")]
    pub entry_id: Option<ledger::EntryId>,
    /// Rises with each change.
    pub version: i64,
}

/// Which.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichArrival {
    /// It.
    pub id: ArrivalId,
}

/// Bills that money in suspense pays, the oldest first; they must owe that much.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AssignArrival {
    /// Which money.
    pub id: ArrivalId,
    /// The bills.
    pub bill_ids: Vec<BillId>,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ArrivalFilter {
    /// One.
    pub id: Option<ArrivalId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub arrival_state: Option<ArrivalState>,
}

/// Money that came in, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArrivalLine {
    /// Its id.
    pub id: ArrivalId,
    /// The channel's number of the payment.
    pub channel_transaction: String,
    /// How much.
    pub amount: Money,
    /// When it was paid.
    pub arrived_at: Instant,
    /// How it stands.
    pub arrival_state: ArrivalState,
    /// Why it could not pay the bills of its order.
    pub doubt: Option<Doubt>,
    /// The community.
    pub community: OrgId,
}

/// Money that came in, as its page tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ArrivalRecord {
    /// All of it.
    pub arrival: ArrivalRow,
    /// What people call the account.
    pub account: String,
    /// The refunds that were asked for of it, latest first.
    pub refunds: Vec<ChannelRefundRow>,
    /// What of it has not gone back.
    pub left: Money,
}
