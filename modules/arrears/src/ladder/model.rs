//! The ladder of collection and its rungs.

use kernel::{Id, Money, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words! {
    /// How far one has gone after arrears; each rung comes after the one before.
    Stage {
        /// 催缴通知
        Notice = "notice",
        /// 电话
        Call = "call",
        /// 上门
        Visit = "visit",
        /// 催缴函
        Letter = "letter",
        /// 律师材料
        Lawyer = "lawyer",
    }
}

/// A company's ladder. It has the id of the company.
#[derive(Debug)]
pub struct CollectionLadder;
impl Noun for CollectionLadder {
    const PREFIX: &'static str = "collection_ladder";
}
/// The id of a ladder.
pub type CollectionLadderId = Id<CollectionLadder>;

/// A row of the table. Days are days past due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct LadderRow {
    /// The company.
    pub org_id: OrgId,
    /// So many days before a bill is due its payer is reminded, in a friendly way; never when nothing.
    pub remind_before: i64,
    /// After so many days a case is opened and a notice sent.
    pub notice_after: i64,
    /// After so many days somebody rings.
    pub call_after: i64,
    /// After so many days somebody calls at the door.
    pub visit_after: i64,
    /// After so many days a letter is due.
    pub letter_after: i64,
    /// After so many days the lawyer's file is due.
    pub lawyer_after: i64,
    /// Less than this is left alone.
    pub least_fen: Money,
    /// Nobody is rung or called on from this hour on.
    pub quiet_from: i64,
    /// Until this hour of the morning.
    pub quiet_until: i64,
    /// So many contacts with a household in seven days at most.
    pub weekly_contacts: i64,
    /// From this amount on a write-off is decided by a director.
    pub large_from_fen: Money,
    /// Rises with each change.
    pub version: i64,
}

/// Another way to go about arrears.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditLadder {
    /// So many days before a bill is due its payer is reminded.
    #[schemars(range(min = 0, max = 30))]
    pub remind_before: i64,
    /// After so many days a case is opened and a notice sent.
    #[schemars(range(min = 1, max = 3650))]
    pub notice_after: i64,
    /// After so many days somebody rings.
    #[schemars(range(min = 1, max = 3650))]
    pub call_after: i64,
    /// After so many days somebody calls at the door.
    #[schemars(range(min = 1, max = 3650))]
    pub visit_after: i64,
    /// After so many days a letter is due.
    #[schemars(range(min = 1, max = 3650))]
    pub letter_after: i64,
    /// After so many days the lawyer's file is due.
    #[schemars(range(min = 1, max = 3650))]
    pub lawyer_after: i64,
    /// Less than this is left alone.
    pub least_overdue: Money,
    /// Nobody is rung or called on from this hour on.
    #[schemars(range(min = 12, max = 22))]
    pub quiet_from: i64,
    /// Until this hour of the morning.
    #[schemars(range(min = 7, max = 12))]
    pub quiet_until: i64,
    /// So many contacts with a household in seven days at most.
    #[schemars(range(min = 1, max = 7))]
    pub weekly_contacts: i64,
    /// From this amount on a write-off is decided by a director, who alone may change it; as it was when left out.
    pub large_from: Option<Money>,
}

/// Which ladder: there is one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct TheLadder {}
