//! Rows of the workbooks of an opening.

use kernel::{Date, Id, Money, Noun, OrgId, words};
use payment::{DepositKind, Method, Purpose};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::{FeeItemId, TariffId};

use crate::opening::model::OpeningId;

words! {
    /// What a row of an opening is.
    OpeningKind {
        /// 未清账单
        Bill = "bill",
        /// 预存
        Prepayment = "prepayment",
        /// 押金
        Deposit = "deposit",
        /// 历史缴费: paid in the old program; it stands for itself and moves nothing.
        Payment = "payment",
        /// 科目借方余额
        Debit = "debit",
        /// 科目贷方余额
        Credit = "credit",
    }
}

impl OpeningKind {
    /// Whether its control totals are told by fee item.
    pub const fn by_item(self) -> bool {
        matches!(self, Self::Bill | Self::Payment)
    }
}

words! {
    /// How a row stands.
    LineState {
        /// 待入账
        Waiting = "waiting",
        /// 已入账
        Posted = "posted",
        /// 已作废
        Voided = "voided",
        /// 保留: something moved on it while its opening was being voided.
        Kept = "kept",
    }
}

/// A row of an opening.
#[derive(Debug)]
pub struct OpeningLine;
impl Noun for OpeningLine {
    const PREFIX: &'static str = "opening_line";
}
/// The id of a row; the bill, deposit or entry it becomes has the same.
pub type OpeningLineId = Id<OpeningLine>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct LineRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: OpeningLineId,
    /// The opening.
    pub opening_id: OpeningId,
    /// What it is.
    pub kind: OpeningKind,
    /// What it is about: by this the same row is known again.
    pub line_key: String,
    /// The name of its place or account.
    pub title: String,
    /// The room or parking space; accounts have none.
    pub place_id: Option<PlaceId>,
    /// Of a bill or a payment, the fee item.
    pub item_id: Option<FeeItemId>,
    /// Of a bill, the tariff whose terms hold for it.
    pub tariff_id: Option<TariffId>,
    /// Its edition.
    pub edition: Option<i64>,
    /// Of a prepayment, what it is for.
    pub purpose: Option<Purpose>,
    /// Of a deposit, what it is for.
    pub deposit_kind: Option<DepositKind>,
    /// Of a balance, the code of the account.
    pub code: Option<String>,
    /// Of a deposit or a payment, the number of its old receipt.
    pub receipt: Option<String>,
    /// Of a bill or a payment, the first day of its period; of a deposit, the day it was taken.
    pub from_on: Option<Date>,
    /// The first day after the period.
    pub to_on: Option<Date>,
    /// The day by which a bill was to be paid.
    pub due_on: Option<Date>,
    /// Of a payment, the day it was made.
    pub paid_on: Option<Date>,
    /// Of a payment, in which way it came, if that is known.
    pub method: Option<Method>,
    /// How much.
    pub amount_fen: Money,
    /// Of a bill, what was paid before.
    pub paid_fen: Money,
    /// A note.
    pub note: Option<String>,
    /// How it stands.
    pub state: LineState,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct LineFilter {
    /// One.
    pub id: Option<OpeningLineId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of an opening.
    pub opening_id: Option<OpeningId>,
    /// Of a kind.
    pub opening_kind: Option<OpeningKind>,
    /// Of a fee item.
    pub item_id: Option<FeeItemId>,
    /// In a state.
    pub opening_line_state: Option<LineState>,
}

/// A row in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpeningLineLine {
    /// Its id.
    pub id: OpeningLineId,
    /// What it is.
    pub opening_kind: OpeningKind,
    /// Its place or account.
    pub about: String,
    /// Of a bill, what it is for.
    pub fee_item: String,
    /// The first day of the period, or the day a deposit was taken.
    pub from_on: Option<Date>,
    /// How much.
    pub amount: Money,
    /// What of it was paid before.
    pub paid_before: Money,
    /// How it stands.
    pub opening_line_state: LineState,
    /// What it became, once it is posted.
    pub became: String,
    /// The community.
    pub community: OrgId,
}

/// What payments of another program are narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PastPaymentFilter {
    /// One.
    pub id: Option<OpeningLineId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a room or parking space.
    pub place_id: Option<PlaceId>,
    /// Of a fee item.
    pub item_id: Option<FeeItemId>,
}

/// A payment that was made in another program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PastPayment {
    /// Its id.
    pub id: OpeningLineId,
    /// The number of its receipt there.
    pub receipt: String,
    /// The room or parking space.
    pub place: String,
    /// What was paid for.
    pub fee_item: String,
    /// The first day it was paid for, if known.
    pub from_on: Option<Date>,
    /// The last day.
    pub to_on: Option<Date>,
    /// How much.
    pub amount: Money,
    /// The day it was paid.
    pub paid_on: Option<Date>,
    /// In which way it came, if known.
    pub method: Option<Method>,
    /// The community.
    pub community: OrgId,
}

/// Whatever is his.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// What somebody has paid in another program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnPastPayments {
    /// Latest first.
    pub rows: Vec<PastPayment>,
}
