//! The terms of late payment.

use charge::Timeline;
use serde::{Deserialize, Serialize};
use settle::penalty::Rule;

use crate::item::model::FeeItemId;

/// What late payment costs by a tariff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateTerms {
    /// The fee item under which it is billed: a penalty.
    pub item_id: FeeItemId,
    /// What it costs, by the day from which that holds: which terms a bill stands under is decided by the day it was due.
    pub rules: Timeline<Rule>,
}
