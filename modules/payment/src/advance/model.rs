//! Months paid ahead, and what is asked of them.

use billing::AheadLine;
use charge::Period;
use kernel::{Date, Id, Instant, Money, Noun, OrgId};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::{Fee, Gift, GiftRuleId};

use crate::{
    payment::model::{PaymentId, Way},
    prepayment::model::Purpose,
};

/// Months paid ahead.
#[derive(Debug)]
pub struct Advance;
impl Noun for Advance {
    const PREFIX: &'static str = "advance";
}
/// The id of months paid ahead.
pub type AdvanceId = Id<Advance>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct AdvanceRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: AdvanceId,
    /// The payment.
    pub payment_id: PaymentId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// The kind of fee.
    pub fee_class: Fee,
    /// The prepayment it went into.
    pub purpose: Purpose,
    /// How many months were paid.
    pub months: i64,
    /// The first day that was paid.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// What was paid.
    pub amount_fen: Money,
    /// The rule by which months were given for it.
    pub gift_rule_id: Option<GiftRuleId>,
    /// The first day that was given.
    pub given_from_on: Option<Date>,
    /// The last.
    pub given_to_on: Option<Date>,
    /// When the money went back; it stands until then.
    pub ended_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

impl AdvanceRow {
    /// The days that were given.
    pub fn given(&self) -> Option<Period> {
        Some(Period::of(self.given_from_on?, self.given_to_on?.plus_days(1)))
    }
}

/// Which months somebody thinks of paying ahead.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskAdvance {
    /// The room or parking space.
    pub place_id: Option<PlaceId>,
    /// The kind of fee; the management fee when left out.
    pub fee_class: Option<Fee>,
    /// How many months; a year when left out.
    #[schemars(range(min = 1, max = 60))]
    pub advance_months: Option<u32>,
}

/// Months that are paid ahead at the counter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateAdvance {
    /// The room or parking space.
    pub place_id: PlaceId,
    /// The kind of fee.
    pub fee_class: Fee,
    /// How many months.
    #[schemars(range(min = 1, max = 60))]
    pub advance_months: u32,
    /// What was quoted; refused when it comes to something else by now.
    pub amount: Option<Money>,
    /// In which ways; in cash when left out.
    #[serde(default)]
    pub methods: Vec<Way>,
    /// What was handed over in cash; exactly what was due when left out.
    pub tendered: Option<Money>,
    /// A note for the receipt.
    #[schemars(length(max = 100))]
    pub note: Option<String>,
}

/// What months paid ahead come to, and what is given for them.
#[derive(Debug, Clone)]
pub(crate) struct Quote {
    pub org_id: OrgId,
    pub place: property::PlaceLine,
    pub fee_class: Fee,
    pub months: u32,
    /// The days that are paid.
    pub days: Period,
    pub lines: Vec<AheadLine>,
    pub amount: Money,
    pub gift: Gift,
    /// The days that are given.
    pub given: Option<Period>,
}

/// The same for programs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AdvanceQuote {
    /// The room or parking space.
    pub place: String,
    /// The kind of fee.
    pub fee_class: Fee,
    /// How many months.
    pub months: u32,
    /// The first day that is paid.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// What is paid.
    pub amount: Money,
    /// The periods, each as a run will bill it.
    pub lines: Vec<AheadLine>,
    /// The first day that is given.
    pub given_from_on: Option<Date>,
    /// The last.
    pub given_to_on: Option<Date>,
    /// By which rule, or why nothing is given.
    pub gift_told: String,
}
