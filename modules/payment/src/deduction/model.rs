//! Deductions and what is asked of them.

use billing::BillId;
use kernel::{Date, Id, Instant, Money, Noun, OrgId};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::prepayment::model::Purpose;

/// What prepayments of a room have paid of its bills.
#[derive(Debug)]
pub struct Deduction;
impl Noun for Deduction {
    const PREFIX: &'static str = "deduction";
}
/// The id of a deduction.
pub type DeductionId = Id<Deduction>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct DeductionRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: DeductionId,
    /// The number of its slip.
    pub number: String,
    /// The day it counts for.
    pub deducted_on: Date,
    /// When it was made.
    pub deducted_at: Instant,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// All of it.
    pub amount_fen: Money,
    /// Its entry in the book.
    #[schemars(with = "String")]
    pub entry_id: ledger::EntryId,
}

/// What a prepayment has paid of a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct DeductionLineRow {
    /// Which prepayment.
    pub purpose: Purpose,
    /// The bill.
    pub bill_id: BillId,
    /// What was charged.
    pub fee_item: String,
    /// The first day of the period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// How much was paid of it.
    pub amount_fen: Money,
}

/// Deducting goes on behind a room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GoOn {
    /// The community.
    pub org_id: OrgId,
    /// The last room that was looked at.
    pub after: Option<PlaceId>,
}

/// Which deduction.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichDeduction {
    /// It.
    pub id: DeductionId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct DeductionFilter {
    /// One.
    pub id: Option<DeductionId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a room.
    pub place_id: Option<PlaceId>,
}

/// A deduction in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeductionLine {
    /// Its id.
    pub id: DeductionId,
    /// The number of its slip.
    pub number: String,
    /// The room or parking space.
    pub place: String,
    /// All of it.
    pub amount: Money,
    /// When it was made.
    pub deducted_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// A deduction as its slip tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeductionRecord {
    /// All of it.
    pub deduction: DeductionRow,
    /// What was paid of which bill.
    pub lines: Vec<DeductionLineRow>,
    /// The amount in capital characters.
    pub capital: String,
}
