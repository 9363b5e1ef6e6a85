//! Collection cases and what is asked of them.

use kernel::{Date, Id, Money, Noun, OrgId, words};
use party::PersonId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    contact::model::{ContactRow, PromiseRow},
    ladder::model::Stage,
    letter::model::LetterRow,
};

words! {
    /// Whether anything is still gone after.
    CaseState {
        /// 催缴中
        Open = "open",
        /// 已结清
        Closed = "closed",
    }
}

words! {
    /// Why a household is left alone though it owes.
    Held {
        /// 争议处理中
        Dispute = "dispute",
        /// 困难家庭
        Hardship = "hardship",
        /// 已故
        Deceased = "deceased",
        /// 未成年人
        Minor = "minor",
    }
}

/// The arrears of a household that are gone after.
#[derive(Debug)]
pub struct CollectionCase;
impl Noun for CollectionCase {
    const PREFIX: &'static str = "collection_case";
}
/// The id of a collection case.
pub type CollectionCaseId = Id<CollectionCase>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct CaseRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: CollectionCaseId,
    /// What people call it: `CJ2026-000042`.
    pub number: String,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// Who is asked to pay.
    pub payer_id: PersonId,
    /// How far one has gone.
    pub stage: Stage,
    /// Since which day.
    pub stage_on: Date,
    /// What was overdue when it was last looked at.
    pub overdue_fen: Money,
    /// The due day of the oldest bill of that.
    pub oldest_due_on: Date,
    /// Why the household is left alone.
    pub held: Option<Held>,
    /// Until which day; until somebody releases it when left out.
    pub held_until_on: Option<Date>,
    /// More about it.
    pub held_note: Option<String>,
    /// The day of the promise that is running.
    pub promised_on: Option<Date>,
    /// The day from which somebody rings again.
    pub next_on: Date,
    /// Whether anything is still gone after.
    pub state: CaseState,
    /// Since when.
    pub opened_on: Date,
    /// The day it was paid.
    pub closed_on: Option<Date>,
    /// Rises with each change.
    pub version: i64,
}

/// Which case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichCase {
    /// It.
    pub id: CollectionCaseId,
}

/// A household that is to be left alone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct HoldCase {
    /// Which case.
    pub id: CollectionCaseId,
    /// Why.
    pub held_because: Held,
    /// Until which day; until somebody releases it when left out.
    pub held_until_on: Option<Date>,
    /// More about it.
    #[schemars(length(min = 1, max = 300))]
    pub note: String,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct CaseFilter {
    /// One.
    pub id: Option<CollectionCaseId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a room or parking space.
    pub place_id: Option<PlaceId>,
    /// On a rung.
    pub rung: Option<Stage>,
    /// Open or closed.
    pub case_state: Option<CaseState>,
    /// Left alone for a reason.
    pub held_because: Option<Held>,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseLine {
    /// Its id.
    pub id: CollectionCaseId,
    /// What people call it.
    pub number: String,
    /// The room or parking space.
    pub place: String,
    /// Who is asked to pay, masked.
    pub payer: String,
    /// What was overdue when it was last looked at.
    pub overdue: Money,
    /// The due day of the oldest bill of that.
    pub oldest_due_on: Date,
    /// How far one has gone.
    pub rung: Stage,
    /// Why the household is left alone.
    pub held_because: Option<Held>,
    /// The day of the promise that is running.
    pub promised_on: Option<Date>,
    /// The day from which somebody rings again.
    pub next_on: Date,
    /// Whether anything is still gone after.
    pub case_state: CaseState,
    /// Since when.
    pub begun_on: Date,
    /// The community.
    pub community: OrgId,
}

/// A bill of a case, or as it stood when a letter about it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct CaseBill {
    /// The bill.
    pub bill_id: billing::BillId,
    /// Its number.
    pub number: String,
    /// What it is for.
    pub fee_item: String,
    /// The first day of its period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// The day by which it was to be paid.
    pub due_on: Date,
    /// What is still owed of it.
    pub owed: Money,
}

/// A case with everything about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CaseRecord {
    /// In brief.
    pub line: CaseLine,
    /// All of it.
    pub case: CaseRow,
    /// What is overdue now.
    pub overdue: Money,
    /// The bills that are overdue now, the oldest first.
    pub bills: Vec<CaseBill>,
    /// Every word with the household, the latest first.
    pub contacts: Vec<ContactRow>,
    /// What was promised, the latest first.
    pub promises: Vec<PromiseRow>,
    /// The letters about it, the latest first.
    pub letters: Vec<LetterRow>,
}

/// Work that goes on behind a place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GoOn {
    /// The community.
    pub org_id: OrgId,
    /// Behind which place.
    pub after: Option<PlaceId>,
}

/// What a household owes on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owing {
    /// What is overdue.
    pub overdue: Money,
    /// The due day of the oldest bill of that.
    pub oldest_due_on: Date,
}
