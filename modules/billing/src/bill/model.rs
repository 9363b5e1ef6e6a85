//! Bills, credit notes, and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use party::PersonId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::{FeeItemId, TariffId};
use uuid::Uuid;

use crate::{
    opening::model::OpeningSheet,
    penalty::model::{Late, PenaltySheet, PenaltyWaiverRow},
    run::model::BillRunId,
    settlement::model::{PaidState, SettlementRow},
};

words! {
    /// How a bill stands.
    BillState {
        /// 草稿: of a run that is not published.
        Draft = "draft",
        /// 已出账
        Published = "published",
        /// 已作废
        Voided = "voided",
    }
}

words! {
    /// How a credit note stands.
    CreditState {
        /// 待审批
        Waiting = "waiting",
        /// 已批准
        Approved = "approved",
        /// 未批准
        Refused = "refused",
    }
}

/// A bill.
#[derive(Debug)]
pub struct Bill;
impl Noun for Bill {
    const PREFIX: &'static str = "bill";
}
/// The id of a bill.
pub type BillId = Id<Bill>;

/// What is taken back of a bill.
#[derive(Debug)]
pub struct CreditNote;
impl Noun for CreditNote {
    const PREFIX: &'static str = "credit_note";
}
/// The id of a credit note.
pub type CreditNoteId = Id<CreditNote>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct BillRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: BillId,
    /// What people call it, given when it is published: `ZD202611-000042`.
    pub number: Option<String>,
    /// The run that made it, or the opening that brought it.
    pub run_id: BillRunId,
    /// The fee item.
    pub item_id: FeeItemId,
    /// The tariff.
    pub tariff_id: TariffId,
    /// Its edition.
    pub edition: i64,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// The building it lies in.
    pub building_id: Option<PlaceId>,
    /// Who is asked to pay.
    pub payer_id: Option<PersonId>,
    /// The first day of the period.
    pub from_on: Date,
    /// The first day after it.
    pub to_on: Date,
    /// The day of the bill.
    pub bill_on: Date,
    /// The day by which it is to be paid.
    pub due_on: Date,
    /// What is owed.
    pub amount_fen: Money,
    /// What the period before came to.
    pub before_fen: Option<Money>,
    /// The whole line with everything it came from; of a penalty or an opening bill, its sheet.
    pub line: String,
    /// The bill whose late payment it is for.
    pub late_bill_id: Option<BillId>,
    /// The opening of the books that brought it from another program.
    #[schemars(with = "Option<String>")]
    pub opening_id: Option<Uuid>,
    /// How it stands.
    pub state: BillState,
    /// Since when people see it.
    pub published_at: Option<Instant>,
    /// The day it was voided.
    pub voided_on: Option<Date>,
    /// By whom.
    pub voided_name: Option<String>,
    /// Why.
    pub void_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

impl BillRow {
    /// The line with everything it came from; penalties and opening bills have none.
    pub(crate) fn read(&self) -> kernel::Result<charge::Line> {
        Ok(serde_json::from_str(&self.line)?)
    }

    /// What an opening bill came from.
    pub(crate) fn brought(&self) -> kernel::Result<OpeningSheet> {
        Ok(serde_json::from_str(&self.line)?)
    }

    /// What a penalty came from.
    pub(crate) fn sheet(&self) -> kernel::Result<PenaltySheet> {
        Ok(serde_json::from_str(&self.line)?)
    }
}

/// A row of the table of credit notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct CreditNoteRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: CreditNoteId,
    /// The bill.
    pub bill_id: BillId,
    /// Its fee item.
    pub item_id: FeeItemId,
    /// The building of its place.
    pub building_id: Option<PlaceId>,
    /// The day by which the bill is to be paid.
    pub due_on: Date,
    /// How much is taken back.
    pub amount_fen: Money,
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
    /// The day from which it counts.
    pub decided_on: Option<Date>,
    /// Rises with each change.
    pub version: i64,
}

/// Which bill.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichBill {
    /// It.
    pub id: BillId,
}

/// A bill that was wrong.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct VoidBill {
    /// Which.
    pub id: BillId,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// A credit that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AskCredit {
    /// Of which bill.
    pub id: BillId,
    /// How much is taken back.
    pub amount: Money,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Which credit note.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichCredit {
    /// It.
    pub id: CreditNoteId,
}

/// The credit note and its bill.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Credited {
    /// It.
    pub id: CreditNoteId,
    /// The bill.
    pub bill_id: BillId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct BillFilter {
    /// One.
    pub id: Option<BillId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state; those people see when left out.
    pub bill_state: Option<BillState>,
    /// For an item.
    pub item_id: Option<FeeItemId>,
    /// Of a room or parking space.
    pub place_id: Option<PlaceId>,
    /// Of the rooms of a building.
    pub building_id: Option<PlaceId>,
    /// Of periods that begin on this day or later.
    pub begins_since: Option<Date>,
    /// Of periods that begin on this day or earlier.
    pub begins_until: Option<Date>,
    /// Of periods that begin in this month, as in `2026-01`.
    pub begins_in: Option<String>,
    /// Of somebody.
    pub payer_id: Option<PersonId>,
    /// Of a run.
    pub run_id: Option<BillRunId>,
}

/// A bill in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BillLine {
    /// Its id.
    pub id: BillId,
    /// What people call it; empty for a draft.
    pub number: String,
    /// The room or parking space.
    pub place: String,
    /// What is charged.
    pub fee_item: String,
    /// The first day of the period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// What was billed.
    pub amount: Money,
    /// What is still owed of it.
    pub owed: Money,
    /// How far it is paid.
    pub paid_state: PaidState,
    /// Who is asked to pay, masked.
    pub payer: Option<String>,
    /// The day of the bill.
    pub bill_on: Date,
    /// The day by which it is to be paid.
    pub due_on: Date,
    /// How it stands.
    pub bill_state: BillState,
    /// The community.
    pub community: OrgId,
}

/// A bill with how it came about and what became of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BillRecord {
    /// In brief.
    pub line: BillLine,
    /// All of it.
    pub bill: BillRow,
    /// How it came about, in sentences.
    pub told: Vec<String>,
    /// What was taken back of it, or asked to be.
    pub credits: Vec<CreditNoteRow>,
    /// What papers have settled of it, or taken back.
    pub settlements: Vec<SettlementRow>,
    /// What late payment of it has come to by today.
    #[serde(skip)]
    pub late: Option<Late>,
    /// What of that was let off, or asked to be.
    pub waivers: Vec<PenaltyWaiverRow>,
}
