//! What is posted by hand, and how the journal is read.

use kernel::{Date, Instant, Money, OrgId};
use ledger::{AccountId, EntryId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::posting::model::EntryAct;

/// A line as it is typed: one of the two amounts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TypedLine {
    /// The account.
    pub book_account_id: AccountId,
    /// On the debit side.
    pub debit: Option<Money>,
    /// On the credit side.
    pub credit: Option<Money>,
}

/// An entry posted by hand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PostEntry {
    /// Whose book; may be left out by whoever works for one community only.
    pub org_id: Option<OrgId>,
    /// The day it counts for; today when left out.
    pub entry_on: Option<Date>,
    /// What people read in the journal.
    #[schemars(length(min = 1, max = 200))]
    pub memo: String,
    /// The lines; both sides agree.
    #[schemars(length(min = 2, max = 100))]
    pub postings: Vec<TypedLine>,
    /// Why a closed period is adjusted; only then is it.
    #[schemars(length(max = 200))]
    pub adjusts: Option<String>,
}

/// What an entry moved goes back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReverseEntry {
    /// The entry.
    pub id: EntryId,
    /// What was wrong with it.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
    /// The day it counts for; today when left out.
    pub entry_on: Option<Date>,
    /// Why a closed period is adjusted; only then is it.
    #[schemars(length(max = 200))]
    pub adjusts: Option<String>,
}

/// The entry that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EntryDone {
    /// The entry.
    pub id: EntryId,
    /// Its place in the log.
    pub seq: i64,
}

/// One of them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisEntry {
    /// The entry.
    pub id: EntryId,
}

/// Which entries to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct EntryFilter {
    /// One of them.
    pub id: Option<EntryId>,
    /// Of one unit.
    pub org_id: Option<OrgId>,
    /// That move one account.
    pub book_account_id: Option<AccountId>,
    /// That do one thing.
    pub act: Option<EntryAct>,
    /// Of one kind of paper, as in `payment`; `hand` for those without a paper.
    #[schemars(length(max = 40))]
    pub paper_kind: Option<String>,
    /// That adjust a closed period, or that do not.
    pub adjusting: Option<bool>,
    /// From this day on.
    pub first_on: Option<Date>,
    /// Until this day.
    pub last_on: Option<Date>,
}

/// An entry in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryLine {
    /// The entry.
    pub id: EntryId,
    /// Whose book.
    pub org_id: OrgId,
    /// Its name.
    pub org: String,
    /// Its place in the log.
    pub seq: i64,
    /// The day it counts for.
    pub entry_on: Date,
    /// What people read.
    pub memo: String,
    /// What it does.
    pub act: EntryAct,
    /// What kind of paper it belongs to.
    pub paper_kind: String,
    /// What moved, in all.
    pub amount: Money,
    /// Why a closed period was adjusted.
    pub adjusts: Option<String>,
    /// Who posted it.
    pub made_by: String,
    /// When.
    pub recorded_at: Instant,
}

/// A line of an entry as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostingLine {
    /// The account.
    pub account_id: AccountId,
    /// The line of the chart.
    pub code: String,
    /// What the account is called.
    pub title: String,
    /// On the debit side.
    pub debit: Money,
    /// On the credit side.
    pub credit: Money,
}

/// An entry with its lines.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntryRecord {
    /// The row of the journal.
    #[serde(flatten)]
    pub line: EntryLine,
    /// The written id of its paper.
    pub paper: Option<String>,
    /// Why it was reversed, when it is a reversal.
    pub reason: Option<String>,
    /// The entry it is about: that it reverses, settles, voids.
    pub target_id: Option<EntryId>,
    /// What became of it: the entry that reversed, settled or voided it.
    pub followed_by: Option<EntryId>,
    /// What that did.
    pub follow_act: Option<EntryAct>,
    /// Until when money stays on hold.
    pub expires_at: Option<Instant>,
    /// What moved, or what is on hold.
    pub lines: Vec<PostingLine>,
    /// Whether it was posted by hand, so that a hand may reverse it.
    pub by_hand: bool,
    /// The seal, in hexadecimal digits.
    pub seal: String,
}
