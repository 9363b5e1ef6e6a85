//! What was held for rooms when the books were opened.

use kernel::{Date, Money};
use ledger::EntryId;
use property::PlaceId;

use crate::{
    deposit::model::{DepositId, DepositKind},
    prepayment::model::Purpose,
};

/// What was paid in advance for a room in another program.
#[derive(Debug, Clone)]
pub struct OpeningPrepayment {
    /// The id of its entry.
    pub entry: EntryId,
    /// Its written id, the paper that moves the prepayment.
    pub paper: String,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// What it is for.
    pub purpose: Purpose,
    /// How much is left of it.
    pub amount: Money,
}

/// A deposit taken in another program and still held.
#[derive(Debug, Clone)]
pub struct OpeningDeposit {
    /// Its id here, and that of its entry.
    pub id: DepositId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// What it is for.
    pub kind: DepositKind,
    /// The number of its old receipt.
    pub receipt: String,
    /// The day it was taken.
    pub taken_on: Date,
    /// How much is held of it.
    pub amount: Money,
    /// A note for the receipt.
    pub note: Option<String>,
}
