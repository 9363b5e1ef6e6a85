//! Prepayments, and every move of them.

use charge::FeeClass;
use kernel::{Id, Instant, Money, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words! {
    /// What a prepayment is for.
    Purpose {
        /// 通用预存: for anything
        General = "general",
        /// 物业费预存
        Management = "management",
        /// 水电预存
        Utilities = "utilities",
    }
}

impl Purpose {
    /// The purpose into which a kind of fee is paid ahead: the narrowest that is for it.
    pub(crate) fn ahead_of(class: FeeClass) -> Self {
        let narrow = [Self::Management, Self::Utilities];
        narrow.into_iter().find(|purpose| purpose.classes().contains(&class)).unwrap_or(Self::General)
    }

    /// The kinds of fee it is for; any when none is named.
    pub(crate) fn classes(self) -> Vec<FeeClass> {
        match self {
            Self::General => Vec::new(),
            Self::Management => vec![FeeClass::Management],
            Self::Utilities => {
                vec![FeeClass::Water, FeeClass::Electricity, FeeClass::Gas, FeeClass::Heating, FeeClass::Shared]
            }
        }
    }
}

/// What was paid in advance for a room and a purpose.
#[derive(Debug)]
pub struct Prepayment;
impl Noun for Prepayment {
    const PREFIX: &'static str = "prepayment";
}
/// The id of a prepayment.
pub type PrepaymentId = Id<Prepayment>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PrepaymentRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PrepaymentId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// What it is for.
    pub purpose: Purpose,
    /// What is left of it.
    pub balance_fen: Money,
    /// When it was moved last.
    pub changed_at: Instant,
    /// Rises with each move.
    pub version: i64,
}

/// A move of a prepayment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PrepaymentMoveRow {
    /// The paper that moved it, by its written id.
    pub paper: String,
    /// How much came in; less than nothing when it went out.
    pub amount_fen: Money,
    /// What was left after it.
    pub balance_fen: Money,
    /// When.
    pub moved_at: Instant,
}

/// Which prepayment.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichPrepayment {
    /// It.
    pub id: PrepaymentId,
}

/// A prepayment with its moves.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PrepaymentRecord {
    /// In brief.
    pub line: PrepaymentLine,
    /// All of it.
    pub prepayment: PrepaymentRow,
    /// Its moves, latest first, as far as a page shows them.
    pub moves: Vec<PrepaymentMoveRow>,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PrepaymentFilter {
    /// One.
    pub id: Option<PrepaymentId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a room.
    pub place_id: Option<PlaceId>,
    /// For a purpose.
    pub prepaid_for: Option<Purpose>,
}

/// A prepayment in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PrepaymentLine {
    /// Its id.
    pub id: PrepaymentId,
    /// The room or parking space.
    pub place: String,
    /// What it is for.
    pub prepaid_for: Purpose,
    /// What is left of it.
    pub prepayment_balance: Money,
    /// When it was moved last.
    pub changed_at: Instant,
    /// The community.
    pub community: OrgId,
}
