//! Totals of prepayments and deposits.

use kernel::{Money, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{deposit::model::DepositKind, prepayment::model::Purpose};

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
