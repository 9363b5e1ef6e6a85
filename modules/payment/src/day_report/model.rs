//! The report of a day at the counter.

use kernel::{Date, Money, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    deposit::model::DepositKind,
    payment::model::{Method, PaymentId},
    prepayment::model::Purpose,
    shift::model::{CashShiftId, ShiftState},
};

/// In what a browser keeps the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// A workbook.
    Xlsx,
}

/// Which day of which community.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskDayReport {
    /// The community; may be left out by whoever works for one only.
    pub org_id: Option<OrgId>,
    /// The day; today when left out.
    pub day: Option<Date>,
    /// As a file; a page when left out.
    pub format: Option<ReportFormat>,
}

/// A payment of the day.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct TakenRow {
    pub id: PaymentId,
    pub number: String,
    pub cashier_id: Uuid,
    pub cashier_name: String,
    pub prepaid_fen: Money,
    pub purpose: Option<Purpose>,
}

/// A part of a payment: a line of its receipt.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct PartRow {
    pub payment_id: PaymentId,
    pub fee_item: String,
    pub from_on: Date,
    pub amount_fen: Money,
}

/// A way of a payment.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct WayRow {
    pub payment_id: PaymentId,
    pub method: Method,
    pub amount_fen: Money,
    /// Whether a paper of another module brought it: it did not come into the counter's boxes and accounts.
    pub brought: bool,
}

/// A deposit of the day.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct HeldRow {
    pub number: String,
    pub cashier_id: Uuid,
    pub cashier_name: String,
    pub kind: DepositKind,
    pub method: Method,
    pub amount_fen: Money,
}

/// A shift that began on the day.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct ShiftRow {
    pub id: CashShiftId,
    pub cashier_name: String,
    pub state: ShiftState,
    pub difference_fen: Option<Money>,
}

/// What a line of the report is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A fee item, by name.
    Fee(String),
    /// A prepayment, by its word.
    Prepaid(Purpose),
    /// A deposit, by its word.
    Deposit(DepositKind),
}

/// What a cashier took in one way for one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayLine {
    /// Who took it.
    pub cashier_name: String,
    /// In which way.
    pub method: Method,
    /// For what.
    pub subject: Subject,
    /// For periods of this year or later.
    pub current: Money,
    /// For periods of earlier years.
    pub prior: Money,
    /// In advance.
    pub prepaid: Money,
    /// As a deposit.
    pub deposit: Money,
}

impl DayLine {
    /// All of it.
    pub(crate) fn sum(&self) -> Money {
        self.current + self.prior + self.prepaid + self.deposit
    }
}

/// The papers of a cashier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayCashier {
    /// Who.
    pub cashier_name: String,
    /// How many receipts, those that were voided with them.
    pub receipts: i64,
    /// The first and the last number of each series.
    pub numbers: Vec<(String, String)>,
    /// All that was taken.
    pub amount: Money,
}

/// What moved in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayWay {
    /// Which.
    pub method: Method,
    /// Taken for bills and in advance, over the counter.
    pub paid: Money,
    /// Taken as deposits.
    pub deposits: Money,
    /// Voided on the day, of whatever day it was.
    pub voided: Money,
    /// How many.
    pub voids: i64,
    /// Given back of prepayments.
    pub refunded: Money,
    /// Given back of deposits.
    pub deposits_back: Money,
    /// What that comes to.
    pub net: Money,
    /// What the book says.
    pub book: Money,
}

/// A shift that began on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayShift {
    /// It.
    pub id: CashShiftId,
    /// Whose.
    pub cashier_name: String,
    /// How it stands.
    pub shift_state: ShiftState,
    /// What is in it, by the papers that were not voided.
    pub taken: Money,
    /// How much more cash was counted than should have been.
    pub difference: Option<Money>,
}

/// The report of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayReport {
    /// The community.
    pub org_id: OrgId,
    /// Its name.
    pub community: String,
    /// The day.
    pub day: Date,
    /// Who took what in which way for what.
    pub lines: Vec<DayLine>,
    /// The papers of each cashier.
    pub cashiers: Vec<DayCashier>,
    /// What moved in each way over the counter.
    pub ways: Vec<DayWay>,
    /// What channels and the bank's statements brought beside it.
    pub brought: Money,
    /// The shifts that began.
    pub shifts: Vec<DayShift>,
    /// Whether the book says the same of every way.
    pub agrees: bool,
}
