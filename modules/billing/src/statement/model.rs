//! Statements and what is asked of them.

use kernel::{Date, Money, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{bill::model::BillId, settlement::model::SettledAs};

words! {
    /// What moved.
    MoveKind {
        /// 账单
        Billed = "billed",
        /// 作废
        Voided = "voided",
        /// 减免
        Credited = "credited",
        /// 缴费
        Paid = "paid",
        /// 核销
        WrittenOff = "written_off",
    }
}

/// Of which place, and from when to when.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AskStatement {
    /// The room or parking space.
    pub id: PlaceId,
    /// The first day; that of the year when left out.
    pub since_on: Option<Date>,
    /// The last day; today when left out.
    pub ends_on: Option<Date>,
}

/// A move of what a place owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementLine {
    /// The day it counts for.
    pub on: Date,
    /// What moved.
    pub kind: MoveKind,
    /// The bill.
    pub bill_id: BillId,
    /// Its number.
    pub number: String,
    /// What it is for.
    pub fee_item: String,
    /// The first day of its period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// How much more is owed; less when below nothing.
    pub amount: Money,
    /// What is owed then.
    pub balance: Money,
}

/// The statement of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// The room or parking space.
    pub place: String,
    /// The first day.
    pub since_on: Date,
    /// The last.
    pub ends_on: Date,
    /// What was owed before the first day.
    pub opening: Money,
    /// What moved, day by day.
    pub lines: Vec<StatementLine>,
    /// What is owed at the end of the last day.
    pub closing: Money,
}

/// What has moved on a bill on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moved {
    pub on: Date,
    pub kind: MoveKind,
    pub bill_id: BillId,
    pub amount: Money,
}

/// A settlement in brief.
#[derive(Debug, Clone, Copy, store::Record)]
pub(crate) struct Part {
    pub bill_id: BillId,
    pub settled_as: SettledAs,
    pub counts_on: Date,
    pub amount_fen: Money,
}
