//! Contacts, promises, and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::case::model::{CaseLine, CollectionCaseId};

words! {
    /// How a household was spoken to.
    ContactBy {
        /// 消息
        Message = "message",
        /// 电话
        Call = "call",
        /// 上门
        Visit = "visit",
    }
}

words! {
    /// What came of it.
    Outcome {
        /// 已告知
        Told = "told",
        /// 承诺缴费
        Promised = "promised",
        /// 拒缴
        Refused = "refused",
        /// 有异议
        Disputed = "disputed",
        /// 无人接听
        NoAnswer = "no_answer",
        /// 号码有误
        WrongNumber = "wrong_number",
    }
}

words! {
    /// What became of a promise.
    PromiseState {
        /// 待兑现
        Running = "running",
        /// 已兑现
        Kept = "kept",
        /// 未兑现
        Broken = "broken",
    }
}

/// A word with a household.
#[derive(Debug)]
pub struct CollectionContact;
impl Noun for CollectionContact {
    const PREFIX: &'static str = "collection_contact";
}
/// The id of a contact.
pub type CollectionContactId = Id<CollectionContact>;

/// What a household said it would pay.
#[derive(Debug)]
pub struct CollectionPromise;
impl Noun for CollectionPromise {
    const PREFIX: &'static str = "collection_promise";
}
/// The id of a promise.
pub type CollectionPromiseId = Id<CollectionPromise>;

/// A row of the table of contacts; never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ContactRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: CollectionContactId,
    /// The case.
    pub case_id: CollectionCaseId,
    /// How.
    pub contact_by: ContactBy,
    /// What came of it.
    pub outcome: Outcome,
    /// What was said.
    pub note: Option<String>,
    /// When.
    pub made_at: Instant,
    /// By whom.
    #[schemars(with = "String")]
    pub made_by: Uuid,
    /// His name.
    pub made_name: String,
}

/// A row of the table of promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PromiseRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: CollectionPromiseId,
    /// The case.
    pub case_id: CollectionCaseId,
    /// The day it was made.
    pub since_on: Date,
    /// The day by which it is to be kept.
    pub promised_on: Date,
    /// How much was promised.
    pub amount_fen: Money,
    /// What had been paid on the day it was made, before it.
    pub paid_before_fen: Money,
    /// What became of it.
    pub state: PromiseState,
    /// Who wrote it down.
    pub made_name: String,
}

/// A word with a household.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateContact {
    /// About which case.
    pub id: CollectionCaseId,
    /// How.
    pub contact_by: ContactBy,
    /// What came of it.
    pub outcome: Outcome,
    /// The day by which they will pay, of a promise.
    pub promised_on: Option<Date>,
    /// How much they will pay; all that is overdue when left out.
    pub promised: Option<Money>,
    /// What was said.
    #[schemars(length(max = 500))]
    pub note: Option<String>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskCalls {
    /// The case that was chosen; the first when left out.
    pub case: Option<CollectionCaseId>,
}

/// Whom to ring today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Calls {
    /// Whether households are left in peace now: in the quiet hours, and on holidays.
    pub is_quiet: bool,
    /// Those to be rung, the largest arrears first.
    pub rows: Vec<CaseLine>,
}
