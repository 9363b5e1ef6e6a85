//! Letters about arrears and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use party::PersonId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    case::model::{CaseBill, CollectionCaseId},
    write_off::model::Paper,
};

words! {
    /// What a letter is.
    LetterKind {
        /// 催缴函
        Collection = "collection",
        /// 律师函
        Lawyer = "lawyer",
    }
}

words! {
    /// How a letter stands.
    LetterState {
        /// 待送达
        Issued = "issued",
        /// 已送达
        Delivered = "delivered",
        /// 已作废
        Voided = "voided",
    }
}

words! {
    /// How a letter came to the household.
    Delivery {
        /// 当面签收
        HandedOver = "handed_over",
        /// 邮寄
        Post = "post",
        /// 门口张贴
        Door = "door",
    }
}

/// A numbered letter about arrears.
#[derive(Debug)]
pub struct CollectionLetter;
impl Noun for CollectionLetter {
    const PREFIX: &'static str = "collection_letter";
}
/// The id of a letter.
pub type CollectionLetterId = Id<CollectionLetter>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct LetterRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: CollectionLetterId,
    /// The case.
    pub case_id: CollectionCaseId,
    /// What it is.
    pub kind: LetterKind,
    /// Its number, without gaps: `CH2026-000001`.
    pub number: String,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// To whom it is.
    pub payer_id: PersonId,
    /// What was overdue when it was issued.
    pub amount_fen: Money,
    /// The day it was issued.
    pub issued_on: Date,
    /// The last day by which it asks to be paid.
    pub pay_until_on: Date,
    /// How it stands.
    pub state: LetterState,
    /// Who issued it.
    #[schemars(with = "String")]
    pub issued_by: Uuid,
    /// His name.
    pub issued_name: String,
    /// When.
    pub issued_at: Instant,
    /// How it came to the household.
    pub delivery: Option<Delivery>,
    /// The day it did.
    pub delivered_on: Option<Date>,
    /// Who signed for it.
    pub receiver: Option<String>,
    /// The number of the post.
    pub post_number: Option<String>,
    /// What proves the delivery, as a list of ids.
    pub files: String,
    /// Who noted it.
    pub delivered_name: Option<String>,
    /// Why it was voided.
    pub void_reason: Option<String>,
    /// Who voided it.
    pub voided_name: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

/// A letter that is to be issued.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateLetter {
    /// The case.
    pub id: CollectionCaseId,
    /// What it is; as the rung of the case says when left out.
    pub letter_kind: Option<LetterKind>,
    /// The last day by which it asks to be paid; in fifteen days when left out.
    pub pay_until_on: Option<Date>,
}

/// Which letter.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichLetter {
    /// It.
    pub id: CollectionLetterId,
}

/// How a letter was delivered.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DeliverLetter {
    /// Which letter.
    pub id: CollectionLetterId,
    /// How it came to the household.
    pub delivery: Delivery,
    /// The day it did; today when left out.
    pub delivery_on: Option<Date>,
    /// Who signed for it, when it was handed over.
    #[schemars(length(max = 60))]
    pub receiver: Option<String>,
    /// The number of the post, when it was posted.
    #[schemars(length(max = 40))]
    pub post_number: Option<String>,
    /// What proves it; a photo of the door, when it was left there.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub files: Vec<Paper>,
}

/// A letter that was wrong.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct VoidLetter {
    /// Which letter.
    pub id: CollectionLetterId,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct LetterFilter {
    /// One.
    pub id: Option<CollectionLetterId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a room or parking space.
    pub place_id: Option<PlaceId>,
    /// Of a kind.
    pub letter_kind: Option<LetterKind>,
    /// In a state.
    pub letter_state: Option<LetterState>,
}

/// A letter in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LetterLine {
    /// Its id.
    pub id: CollectionLetterId,
    /// Its number.
    pub number: String,
    /// What it is.
    pub letter_kind: LetterKind,
    /// The room or parking space.
    pub place: String,
    /// To whom it is, masked.
    pub payer: String,
    /// What was overdue when it was issued.
    pub amount: Money,
    /// The day it was issued.
    pub letter_on: Date,
    /// The last day by which it asks to be paid.
    pub pay_until_on: Date,
    /// How it stands.
    pub letter_state: LetterState,
    /// How it came to the household.
    pub delivery: Option<Delivery>,
    /// The day it did.
    pub delivery_on: Option<Date>,
    /// When it was issued.
    pub issued_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// A letter with everything about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterRecord {
    /// In brief.
    pub line: LetterLine,
    /// All of it.
    pub letter: LetterRow,
    /// The bills it asks for, the oldest first.
    pub lines: Vec<CaseBill>,
    /// What proves the delivery.
    pub files: Vec<String>,
}
