//! What late payment costs, and what is asked to be let off of it.

use charge::Timeline;
use kernel::{Date, Id, Instant, Message, Money, Noun, OrgId};
use party::PersonId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settle::penalty::{Rule, Waiver};
use tariff::TariffId;
use uuid::Uuid;

use crate::bill::model::{BillId, CreditState};

/// What is let off of a penalty.
#[derive(Debug)]
pub struct PenaltyWaiver;
impl Noun for PenaltyWaiver {
    const PREFIX: &'static str = "penalty_waiver";
}
/// The id of a waiver.
pub type PenaltyWaiverId = Id<PenaltyWaiver>;

/// Everything a penalty was reckoned from; a bill of it keeps this as its line, and is told and proved from it alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PenaltySheet {
    /// The number of the bill that is late.
    pub number: String,
    /// The day by which it was to be paid.
    pub due_on: Date,
    /// What a day costs, by the day from which that holds.
    pub rules: Timeline<Rule>,
    /// What was owed of the bill, by the day from which it was so.
    pub owed: Timeline<Money>,
    /// What is let off.
    pub waivers: Vec<Waiver>,
    /// The last day that is counted.
    pub until: Date,
    /// What was billed for it before.
    pub before: Money,
}

/// A bill that was not paid when it was due, in brief.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct LateBill {
    pub id: BillId,
    pub number: Option<String>,
    pub tariff_id: TariffId,
    pub place_id: PlaceId,
    pub building_id: Option<PlaceId>,
    pub payer_id: Option<PersonId>,
    pub bill_on: Date,
    pub due_on: Date,
    pub amount_fen: Money,
}

/// What became of a bill on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, store::Record)]
pub(crate) struct LateMove {
    pub bill_id: BillId,
    pub on_day: Date,
    pub amount_fen: Money,
}

/// What a bill had been charged for its late payment, and up to before which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, store::Record)]
pub(crate) struct Charged {
    pub late_bill_id: BillId,
    pub amount: Money,
    pub until: Date,
}

/// What late payment of a bill has come to by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The bill.
    pub bill_id: BillId,
    /// What it comes to, less what was let off.
    pub amount: Money,
    /// What of it was billed.
    pub billed: Money,
    /// What is not billed yet.
    pub open: Money,
    /// How it came about.
    pub told: Vec<Message>,
}

/// A row of the table of waivers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PenaltyWaiverRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PenaltyWaiverId,
    /// The bill that is late.
    pub bill_id: BillId,
    /// The part that is let off, in hundredths of a percent.
    pub off_part: Option<i64>,
    /// Or how much.
    pub off_fen: Option<Money>,
    /// Why.
    pub reason: String,
    /// How it stands.
    pub state: CreditState,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// Who decided: somebody else.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

/// A waiver that is asked for: a part, or an amount.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AskPenaltyWaiver {
    /// The bill that is late.
    pub id: BillId,
    /// The part that is let off, in percent: 100 for all of it.
    #[schemars(range(min = 1, max = 100))]
    pub off_percent: Option<i64>,
    /// Or how much.
    pub off_amount: Option<Money>,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Which waiver.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichPenaltyWaiver {
    /// It.
    pub id: PenaltyWaiverId,
}

/// The waiver and its bill.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Waived {
    /// It.
    pub id: PenaltyWaiverId,
    /// The bill.
    pub bill_id: BillId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PenaltyWaiverFilter {
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub credit_state: Option<CreditState>,
}

/// A waiver in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PenaltyWaiverLine {
    /// Its id.
    pub id: PenaltyWaiverId,
    /// The bill that is late.
    pub bill_id: BillId,
    /// Its number.
    pub number: String,
    /// The room or parking space.
    pub place: String,
    /// What is let off: a part or an amount.
    pub let_off: String,
    /// Why.
    pub reason: String,
    /// How it stands.
    pub credit_state: CreditState,
    /// Who asked for it.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// Who decided.
    pub decided_name: Option<String>,
    /// The community.
    pub community: OrgId,
}
