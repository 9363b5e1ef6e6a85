//! Payments with their receipts, and what is asked of them.

use billing::BillId;
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use party::PersonId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    advance::model::AdvanceRow,
    prepayment::model::Purpose,
    refund::model::{Back, RefundState},
    shift::model::CashShiftId,
};

words! {
    /// In which way money comes.
    Method {
        /// 现金
        Cash = "cash",
        /// 刷卡
        Card = "card",
        /// 转账
        Transfer = "transfer",
        /// 微信收款码, standing on the counter
        Wechat = "wechat",
        /// 支付宝收款码, standing on the counter
        Alipay = "alipay",
    }
}

words! {
    /// How a payment stands.
    PaymentState {
        /// 已收
        Received = "received",
        /// 已冲正
        Voided = "voided",
    }
}

/// A payment.
#[derive(Debug)]
pub struct Payment;
impl Noun for Payment {
    const PREFIX: &'static str = "payment";
}
/// The id of a payment.
pub type PaymentId = Id<Payment>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PaymentRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PaymentId,
    /// The shift it was taken in, when a cashier took it.
    pub shift_id: Option<CashShiftId>,
    /// The number of its receipt.
    pub number: String,
    /// The day it counts for.
    pub paid_on: Date,
    /// When it was taken.
    pub received_at: Instant,
    /// The first of the rooms it is for; what goes to a prepayment goes to this one's.
    pub place_id: PlaceId,
    /// The rooms, by name.
    pub places: String,
    /// Whose the first room was.
    pub payer_id: Option<PersonId>,
    /// What went to bills.
    pub bills_fen: Money,
    /// What went to a prepayment.
    pub prepaid_fen: Money,
    /// To which.
    pub purpose: Option<Purpose>,
    /// What was handed over in cash.
    pub tendered_fen: Money,
    /// What was given back of it.
    pub change_fen: Money,
    /// A note for the receipt.
    pub note: Option<String>,
    /// Its entry in the book.
    #[schemars(with = "String")]
    pub entry_id: ledger::EntryId,
    /// Who took it.
    #[schemars(with = "String")]
    pub cashier_id: Uuid,
    /// His name.
    pub cashier_name: String,
    /// How it stands.
    pub state: PaymentState,
    /// Who voided it: somebody else.
    #[schemars(with = "Option<String>")]
    pub voided_by: Option<Uuid>,
    /// His name.
    pub voided_name: Option<String>,
    /// When.
    pub voided_at: Option<Instant>,
    /// Why.
    pub void_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    /// The paper of another module that brought it, by its written id; none at the counter.
    pub brought_by: Option<String>,
}

impl PaymentRow {
    /// All of it.
    pub fn amount(&self) -> Money {
        self.bills_fen + self.prepaid_fen
    }
}

/// What was paid of a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PaymentLineRow {
    /// The bill.
    pub bill_id: BillId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// What was charged.
    pub fee_item: String,
    /// The first day of the period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// How much was paid of it.
    pub amount_fen: Money,
}

/// What came in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PaymentMethodRow {
    /// The way.
    pub method: Method,
    /// How much.
    pub amount_fen: Money,
    /// The number of the slip or the transfer.
    pub reference: Option<String>,
}

/// Money for bills that came in elsewhere than over the counter.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The community.
    pub org_id: OrgId,
    /// The paper that brings it, by its written id; while it stands, it brings nothing else.
    pub paper: String,
    /// What it pays of which bill.
    pub parts: Vec<(BillId, Money)>,
    /// The way it came.
    pub method: Method,
    /// The number of the transaction.
    pub reference: String,
    /// The account it came into.
    pub into: ledgers::Wanted,
    /// The shift of the cashier who asked for it, while that is open.
    pub shift_id: Option<CashShiftId>,
    /// Who took it, or asked for it.
    pub by: Uuid,
    /// His name.
    pub by_name: String,
}

/// A line beside its payment.
#[derive(Debug, store::Record)]
pub(crate) struct LineOf {
    payment_id: PaymentId,
    bill_id: BillId,
    place_id: PlaceId,
    place: String,
    fee_item: String,
    from_on: Date,
    to_on: Date,
    amount_fen: Money,
}

impl LineOf {
    pub(crate) fn apart(self) -> (PaymentId, PaymentLineRow) {
        let Self { payment_id, bill_id, place_id, place, fee_item, from_on, to_on, amount_fen } = self;
        (payment_id, PaymentLineRow { bill_id, place_id, place, fee_item, from_on, to_on, amount_fen })
    }
}

/// What came in one way, beside its payment.
#[derive(Debug, store::Record)]
pub(crate) struct MethodOf {
    payment_id: PaymentId,
    method: Method,
    amount_fen: Money,
    reference: Option<String>,
}

impl MethodOf {
    pub(crate) fn apart(self) -> (PaymentId, PaymentMethodRow) {
        let Self { payment_id, method, amount_fen, reference } = self;
        (payment_id, PaymentMethodRow { method, amount_fen, reference })
    }
}

/// A way in which money comes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Way {
    /// Which.
    pub method: Method,
    /// How much; what the others leave when left out.
    pub amount: Option<Money>,
    /// The number of the slip or the transfer.
    #[schemars(length(max = 64))]
    pub reference: Option<String>,
}

/// A payment at the counter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreatePayment {
    /// The rooms and parking spaces it is for.
    pub place_ids: Vec<PlaceId>,
    /// The bills that are paid, ticked.
    #[serde(default)]
    pub bill_ids: Vec<BillId>,
    /// How much is paid; all that is owed of the ticked bills when left out. Less pays the oldest first.
    pub amount: Option<Money>,
    /// In which ways; in cash when left out.
    #[serde(default)]
    pub methods: Vec<Way>,
    /// What was handed over in cash; exactly what was due when left out.
    pub tendered: Option<Money>,
    /// What becomes of more than is owed: a prepayment of the first room.
    pub prepaid_for: Option<Purpose>,
    /// A note for the receipt.
    #[schemars(length(max = 100))]
    pub note: Option<String>,
}

/// What is known while a payment is put together.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Begun {
    /// The rooms and parking spaces it is for.
    #[serde(default)]
    pub place_ids: Vec<PlaceId>,
}

/// What is looked for at the counter.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct AskCounter {
    /// A room, an owner, a telephone number.
    #[schemars(length(max = 100))]
    pub q: Option<String>,
    /// The rooms and parking spaces that are paid for.
    #[serde(default)]
    pub place_ids: Vec<PlaceId>,
}

/// A payment that was wrong.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct VoidPayment {
    /// Which.
    pub id: PaymentId,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Which payment.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichPayment {
    /// It.
    pub id: PaymentId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PaymentFilter {
    /// One.
    pub id: Option<PaymentId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a shift.
    pub shift_id: Option<CashShiftId>,
    /// For a room first of all.
    pub place_id: Option<PlaceId>,
    /// In a state.
    pub payment_state: Option<PaymentState>,
}

/// A payment in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaymentLine {
    /// Its id.
    pub id: PaymentId,
    /// The number of its receipt.
    pub number: String,
    /// The rooms.
    pub paid_places: String,
    /// Who paid, masked.
    pub payer: Option<String>,
    /// All of it.
    pub amount: Money,
    /// What of it went to a prepayment.
    pub prepaid: Money,
    /// What of it was given back.
    pub refunded: Money,
    /// When it was taken.
    pub received_at: Instant,
    /// Who took it.
    pub cashier_name: String,
    /// How it stands.
    pub payment_state: PaymentState,
    /// The community.
    pub community: OrgId,
}

/// A payment as its receipt tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PaymentRecord {
    /// In brief.
    pub line: PaymentLine,
    /// All of it.
    pub payment: PaymentRow,
    /// What was paid of which bill.
    pub lines: Vec<PaymentLineRow>,
    /// In which ways.
    pub methods: Vec<PaymentMethodRow>,
    /// The amount in capital characters.
    pub capital: String,
    /// What was given back of it or is asked to be, bill by bill.
    pub backs: Vec<Back>,
    /// The months it paid ahead, with those given for them.
    pub advance: Option<AdvanceRow>,
}

impl PaymentRecord {
    /// What was given back of what it paid of a bill.
    pub fn given_back(&self, bill: BillId) -> Money {
        let of = self.backs.iter().filter(|back| back.bill_id == bill && back.state == RefundState::Approved);
        of.map(|back| back.amount_fen).sum()
    }

    /// What can still be asked back of a line.
    pub(crate) fn left_of(&self, line: &PaymentLineRow) -> Money {
        let gone: Money = self.backs.iter().filter(|b| b.bill_id == line.bill_id).map(|b| b.amount_fen).sum();
        line.amount_fen - gone
    }

    /// What can still go back a way.
    pub(crate) fn left_in(&self, method: Method) -> Money {
        let came: Money = self.methods.iter().filter(|m| m.method == method).map(|m| m.amount_fen).sum();
        let gone: Money = self.backs.iter().filter(|b| b.method == method).map(|b| b.amount_fen).sum();
        came - gone
    }

    /// What can still be asked back.
    pub(crate) fn left(&self) -> Money {
        self.lines.iter().map(|line| self.left_of(line)).sum()
    }
}

/// A payment that was received, for other modules.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub struct Received {
    /// The payment.
    pub id: PaymentId,
    /// The number of its receipt.
    pub number: String,
    /// The day.
    pub paid_on: Date,
    /// What came in.
    pub amount_fen: Money,
    /// Who paid, where that is known.
    pub payer_id: Option<PersonId>,
    /// Whether it was voided since.
    pub voided: bool,
}
