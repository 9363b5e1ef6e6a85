//! Totals of prepayments and deposits.

use kernel::{Date, Money, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    deposit::model::{DepositKind, DepositState},
    prepayment::model::Purpose,
};

/// Of which community.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskHoldings {
    /// The community; the first of the reader's when left out.
    pub org_id: Option<OrgId>,
}

/// What money is held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldFor {
    /// A prepayment, by what it is for.
    Prepayment(Purpose),
    /// A deposit, by what it is for.
    Deposit(DepositKind),
}

/// What is held for one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Holding {
    /// For what.
    pub held_for: HeldFor,
    /// Of how many papers something is left.
    pub papers: i64,
    /// How much.
    pub amount: Money,
    /// What the book says.
    pub book: Money,
}

/// Everything a community holds of other people's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Holdings {
    /// The community.
    pub org_id: OrgId,
    /// Its name.
    pub community: String,
    /// Prepayments by what they are for, then deposits by what they are for.
    pub lines: Vec<Holding>,
}

/// A deposit, as whoever left it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnDeposit {
    /// The number of its receipt.
    pub number: String,
    /// The room or parking space.
    pub place: String,
    /// What it is for.
    pub deposit_kind: DepositKind,
    /// The day it was taken.
    pub taken_on: Date,
    /// How much was taken.
    pub amount: Money,
    /// What is still held of it.
    pub held: Money,
    /// How it stands.
    pub deposit_state: DepositState,
}

/// What is left of what was paid in advance for a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnPrepayment {
    /// The room or parking space.
    pub place: String,
    /// What it is for.
    pub prepaid_for: Purpose,
    /// What is left.
    pub balance: Money,
}

/// What is held of somebody's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnHoldings {
    /// What is left in advance for the rooms he pays for.
    pub prepayments: Vec<OwnPrepayment>,
    /// His deposits, latest first, also those given back.
    pub deposits: Vec<OwnDeposit>,
}
