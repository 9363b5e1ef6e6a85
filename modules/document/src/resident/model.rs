//! What a resident sees of his papers.

use kernel::{Date, Instant, Money};
use payment::PaymentId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Nothing is asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// A receipt of his.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnReceipt {
    /// The payment.
    pub id: PaymentId,
    /// Its number.
    pub number: String,
    /// For which rooms.
    pub paid_places: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub received_at: Instant,
    /// Whether it counts no more.
    pub voided: bool,
}

/// A room or parking space he pays for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnPlace {
    /// It.
    pub id: PlaceId,
    /// Its name.
    pub place: String,
}

/// His papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnPapers {
    /// Receipts, latest first.
    pub receipts: Vec<OwnReceipt>,
    /// Of which places he may have a statement.
    pub places: Vec<OwnPlace>,
}

/// Which receipt of his.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichReceipt {
    /// The payment.
    pub id: PaymentId,
}

/// Which statement of his.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichStatement {
    /// The room or parking space.
    pub id: PlaceId,
    /// The first day; the first of this year when left out.
    pub first_on: Option<Date>,
    /// The last; today when left out.
    pub last_on: Option<Date>,
}
