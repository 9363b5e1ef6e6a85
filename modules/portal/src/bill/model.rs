//! What a resident sees of his bills.

use billing::{BillId, BillRunId, PaidState};
use kernel::{Date, Money, OrgId};
use online::{PayChannel, PaymentOrderId};
use party::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A bill of his.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BillShown {
    /// What people call it: `ZD202611-000042`.
    pub number: String,
    /// What is charged.
    pub fee_item: String,
    /// For which room or parking space.
    pub place: String,
    /// The first day of the period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// What was billed.
    pub amount: Money,
    /// What is still owed of it.
    pub owed: Money,
    /// How far it is paid.
    pub paid_state: PaidState,
    /// The day by which it is to be paid.
    pub due_on: Date,
    /// How it came about, in sentences.
    pub told: Vec<String>,
}

/// His bills, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BillsShown {
    /// The bills.
    pub rows: Vec<BillShown>,
    /// What is still owed of all of them.
    pub total: Money,
    /// The channels by which they can be paid here.
    pub channels: Vec<PayChannel>,
    /// Whether payments of another program can be looked up.
    pub paid_before: bool,
}

/// Bills he pays by a channel.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct PayBills {
    /// The bills, ticked.
    #[serde(default)]
    pub bill_ids: Vec<BillId>,
    /// By which channel.
    pub pay_channel: PayChannel,
}

/// An order of his.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichOrder {
    /// It.
    pub id: PaymentOrderId,
}

/// Those who are to pay bills of a run are to be told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct TellPayers {
    /// The community.
    pub org: OrgId,
    /// The run.
    pub run: BillRunId,
    /// Those behind this one; all when left out.
    pub after: Option<PersonId>,
}
