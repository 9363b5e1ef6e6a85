//! Payment orders, and what is asked of them.

use billing::{BillId, OpenBill};
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use payment::{CashShiftId, PaymentId};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    account::model::{PayChannel, PayeeAccountId},
    arrival::model::Told,
};

words! {
    /// How an order stands.
    OrderState {
        /// 待提交: written down, the channel does not know it yet.
        Created = "created",
        /// 待支付
        Submitted = "submitted",
        /// 待查询: a call had no clear answer.
        Unknown = "unknown",
        /// 已支付
        Paid = "paid",
        /// 已到账待处理: money came in that could not pay the bills.
        Suspense = "suspense",
        /// 已关闭: the channel ended it, or never took it.
        Closed = "closed",
        /// 已过期
        Expired = "expired",
    }
}

words! {
    /// How the payer gets to the payment.
    OrderWay {
        /// A code to be scanned.
        Code = "code",
        /// An address the phone goes to.
        Phone = "phone",
    }
}

/// An order.
#[derive(Debug)]
pub struct PaymentOrder;
impl Noun for PaymentOrder {
    const PREFIX: &'static str = "payment_order";
}
/// The id of an order.
pub type PaymentOrderId = Id<PaymentOrder>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct OrderRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PaymentOrderId,
    /// Into which account.
    pub payee_account_id: PayeeAccountId,
    /// At which channel.
    pub channel: PayChannel,
    /// Our number of it: the id without its prefix, which both channels take.
    pub number: String,
    /// What the payer reads.
    pub subject: String,
    /// How much.
    pub amount_fen: Money,
    /// Its bills, so that the same wish twice is one order.
    #[serde(skip)]
    pub content: String,
    /// The orders of one wish, where its bills are paid into several accounts.
    #[schemars(with = "String")]
    pub batch_id: Uuid,
    /// How the payer gets to the payment.
    pub way: OrderWay,
    /// The payer's address on the network, which a channel wants of a phone.
    #[serde(skip)]
    pub payer_address: String,
    /// How it stands.
    pub state: OrderState,
    /// What the code holds, or the address to go to.
    pub pay_at: Option<String>,
    /// What the channel said against it.
    pub trouble: Option<String>,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub created_by: Uuid,
    /// His name.
    pub created_name: String,
    /// When.
    pub created_at: Instant,
    /// Until when it may be paid.
    pub expires_at: Instant,
    /// The shift of the cashier who asked for it.
    pub shift_id: Option<CashShiftId>,
    /// The payment with its receipt, once it is paid.
    pub payment_id: Option<PaymentId>,
    /// Rises with each change.
    pub version: i64,
}

/// What of which bill an order is to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct OrderLineRow {
    /// The bill.
    pub bill_id: BillId,
    /// The room or parking space.
    pub place: String,
    /// What was charged.
    pub fee_item: String,
    /// The first day of the period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// How much of it.
    pub amount_fen: Money,
}

/// Bills somebody wishes to pay by a channel; all of one community.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The community.
    pub org_id: OrgId,
    /// By which channel.
    pub channel: PayChannel,
    /// The bills, each paid whole.
    pub bills: Vec<OpenBill>,
    /// How the payer gets to the payment.
    pub way: OrderWay,
    /// The shift of the cashier who asks.
    pub shift_id: Option<CashShiftId>,
    /// The orders of one wish over several communities share it.
    pub batch_id: Uuid,
}

/// What came of placing an order at the channel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Placing {
    /// It was placed before, or its time is over: nothing to do.
    Needless,
    /// What the payer needs to begin.
    Placed(String),
    /// The channel said no.
    Refused(String),
    /// It is not certain, or nothing went out: once more, with the same number.
    Again(String),
}

/// The same, with the order it is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PlacedOrder {
    pub id: PaymentOrderId,
    pub placing: Placing,
}

/// What the channel says about an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LookedAt {
    pub id: PaymentOrderId,
    /// What was paid.
    pub told: Option<Told>,
    /// Whether it can be paid no more.
    pub over: bool,
}

/// An order to be collected at the counter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CollectOrder {
    /// The rooms and parking spaces whose bills are shown.
    pub place_ids: Vec<PlaceId>,
    /// The bills that are paid, ticked.
    #[serde(default)]
    pub bill_ids: Vec<BillId>,
    /// By which channel.
    pub pay_channel: PayChannel,
}

/// What is known while an order is put together at the counter.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct CollectBegun {
    /// The rooms and parking spaces.
    #[serde(default)]
    pub place_ids: Vec<PlaceId>,
}

/// Which order.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct WhichOrder {
    /// It.
    pub id: PaymentOrderId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct OrderFilter {
    /// One.
    pub id: Option<PaymentOrderId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub payment_order_state: Option<OrderState>,
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderLine {
    /// Its id.
    pub id: PaymentOrderId,
    /// What the payer reads.
    pub subject: String,
    /// By which channel.
    pub pay_channel: PayChannel,
    /// How much.
    pub amount: Money,
    /// How it stands.
    pub payment_order_state: OrderState,
    /// Who asked for it.
    pub created_name: String,
    /// When.
    pub created_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// An order as its page tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrderRecord {
    /// All of it.
    pub order: OrderRow,
    /// What it pays of which bill.
    pub lines: Vec<OrderLineRow>,
    /// The orders of the same wish in turn, with this one: the payer pays one after the other.
    pub steps: Vec<OrderStep>,
}

/// An order as a step of the wish it is of.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrderStep {
    /// It.
    pub id: PaymentOrderId,
    /// Who is paid, as people call the account.
    pub payee: String,
    /// What the payer reads.
    pub subject: String,
    /// How much.
    pub amount: Money,
    /// How it stands.
    pub state: OrderState,
    /// Whether it can still be paid.
    pub open: bool,
}
