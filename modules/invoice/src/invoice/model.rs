//! Invoices and what is asked of them.

use billing::BillId;
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use party::PersonId;
use payment::PaymentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words! {
    /// What an invoice does.
    InvoiceKind {
        /// 蓝字
        Blue = "blue",
        /// 红字：冲销一张已开具的
        Red = "red",
    }
}

words! {
    /// How an invoice stands.
    InvoiceState {
        /// 待导出
        Asked = "asked",
        /// 开票中
        Sent = "sent",
        /// 已开具
        Issued = "issued",
        /// 已退回
        Rejected = "rejected",
        /// 已撤回
        Cancelled = "cancelled",
        /// 已红冲
        Reversed = "reversed",
    }
}

words! {
    /// To whom it is made out.
    BuyerKind {
        /// 个人
        Person = "person",
        /// 单位
        Company = "company",
    }
}

/// An electronic invoice, from the day it is asked for.
#[derive(Debug)]
pub struct Invoice;
impl Noun for Invoice {
    const PREFIX: &'static str = "invoice";
}
/// The id of an invoice.
pub type InvoiceId = Id<Invoice>;

/// A file of requests.
#[derive(Debug)]
pub struct InvoiceExchange;
impl Noun for InvoiceExchange {
    const PREFIX: &'static str = "invoice_exchange";
}
/// The id of a file of requests.
pub type InvoiceExchangeId = Id<InvoiceExchange>;

/// To whom an invoice is made out; sealed in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Buyer {
    /// His name.
    pub title: String,
    /// The number under which a company pays taxes.
    pub tax_number: Option<String>,
    /// Where the invoice is mailed to.
    pub email: Option<String>,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct InvoiceRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: InvoiceId,
    /// The number of the request: `FP2026-000001`.
    pub number: String,
    /// What it does.
    pub kind: InvoiceKind,
    /// The invoice it takes back.
    pub red_of: Option<InvoiceId>,
    /// Why it takes that back.
    pub reason: Option<String>,
    /// Whose payments are on it.
    pub payer_id: Option<PersonId>,
    /// For which rooms.
    pub places: String,
    /// To whom it is made out.
    pub buyer_kind: BuyerKind,
    /// The rest about him, sealed.
    #[serde(skip)]
    #[schemars(skip)]
    pub buyer_sealed: Vec<u8>,
    /// All of it.
    pub amount_fen: Money,
    /// How it stands.
    pub state: InvoiceState,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The file it was sent in.
    pub exchange_id: Option<InvoiceExchangeId>,
    /// The code of the tax office; paper-like invoices have one beside the number.
    pub invoice_code: Option<String>,
    /// The number of the tax office.
    pub invoice_number: Option<String>,
    /// The day it bears.
    pub invoiced_on: Option<Date>,
    /// Where it can be taken from.
    pub link: Option<String>,
    /// Why it was rejected.
    pub rejected_because: Option<String>,
    /// When the tax software answered.
    pub answered_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

/// What was paid of a bill, on an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct InvoiceLineRow {
    /// The payment.
    pub payment_id: PaymentId,
    /// The number of its receipt.
    pub receipt: String,
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
    /// How much was paid of it.
    pub amount_fen: Money,
}

/// What of which bill a living invoice holds already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, store::Record)]
pub(crate) struct Held {
    pub payment_id: PaymentId,
    pub bill_id: BillId,
}

/// An invoice that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateInvoice {
    /// The receipts that go on it.
    #[serde(default)]
    pub payment_ids: Vec<PaymentId>,
    /// To whom it is made out.
    pub buyer_kind: BuyerKind,
    /// His name.
    #[schemars(length(min = 1, max = 100))]
    pub invoice_title: String,
    /// The number under which a company pays taxes: 18 characters.
    #[schemars(length(max = 24))]
    pub tax_number: Option<String>,
    /// Where the invoice is mailed to.
    #[schemars(length(max = 100))]
    pub email: Option<String>,
}

/// What is known while an invoice is asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct BegunInvoice {
    /// The receipts that go on it.
    #[serde(default)]
    pub payment_ids: Vec<PaymentId>,
}

/// Which invoice.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichInvoice {
    /// It.
    pub id: InvoiceId,
}

/// An invoice that is to be taken back by a red one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ReverseInvoice {
    /// Which.
    pub id: InvoiceId,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct InvoiceFilter {
    /// One.
    pub id: Option<InvoiceId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a file.
    pub exchange_id: Option<InvoiceExchangeId>,
    /// In a state.
    pub invoice_state: Option<InvoiceState>,
    /// Of a kind.
    pub invoice_kind: Option<InvoiceKind>,
}

/// An invoice in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InvoiceLine {
    /// Its id.
    pub id: InvoiceId,
    /// The number of the request.
    pub number: String,
    /// What it does.
    pub invoice_kind: InvoiceKind,
    /// To whom it is made out.
    pub buyer_kind: BuyerKind,
    /// His name.
    pub invoice_title: String,
    /// For which rooms.
    pub paid_places: String,
    /// All of it; below nothing for one that takes another back.
    pub amount: Money,
    /// How it stands.
    pub invoice_state: InvoiceState,
    /// The number of the tax office.
    pub invoice_number: Option<String>,
    /// Who asked for it.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// An invoice with everything about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InvoiceRecord {
    /// In brief.
    pub line: InvoiceLine,
    /// All of it.
    pub invoice: InvoiceRow,
    /// To whom it is made out.
    pub buyer: Buyer,
    /// What is on it.
    pub lines: Vec<InvoiceLineRow>,
    /// Whether a receipt on it has been voided since, or a part of one was given back: it is to be taken back.
    pub is_stale: bool,
}
