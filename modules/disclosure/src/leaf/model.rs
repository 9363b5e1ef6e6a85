//! Leaves and paths.

use party::PersonId;
use payment::PaymentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::sheet::model::{SheetId, SheetListed};

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct LeafRow {
    /// The sheet.
    pub sheet_id: SheetId,
    /// Its place among the leaves, from 0.
    pub nth: i64,
    /// The payment.
    pub payment_id: PaymentId,
    /// Who paid, where that is known.
    pub payer_id: Option<PersonId>,
    /// The payment as the leaf tells it: number, day, amount.
    pub told: String,
    /// Its salt, in hexadecimal digits.
    pub salt: String,
    /// Its digest, in hexadecimal digits.
    pub digest: String,
}

/// On which side the other digest of a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Before one's own.
    Left,
    /// After it.
    Right,
}

/// A step from a leaf to the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Where the other digest stands.
    pub side: Side,
    /// The other digest, in hexadecimal digits.
    pub other: String,
    /// What both come to.
    pub both: String,
}

/// A payment of one's own in a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnLeaf {
    /// The payment as the leaf tells it: number, day, amount.
    pub told: String,
    /// Its salt.
    pub salt: String,
    /// The digest of salt and text, reckoned now.
    pub digest: String,
    /// The steps to the root.
    pub steps: Vec<Step>,
    /// What the steps come to.
    pub root: String,
    /// Whether that is the root the sheet names.
    pub included: bool,
}

/// A sheet with one's own payments in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnLeaves {
    /// The sheet.
    pub sheet: SheetListed,
    /// The root it names.
    pub root: String,
    /// One's own payments.
    pub leaves: Vec<OwnLeaf>,
}

/// Nothing is asked.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// The sheets somebody may look into.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnSheets {
    /// Those that are published where he lives, the latest first.
    pub rows: Vec<SheetListed>,
}
