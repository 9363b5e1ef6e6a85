//! What is said of accounts, and asked of them.

use kernel::{Date, Money, OrgId};
use ledger::{AccountId, EntryId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::posting::model::AccountKind;

/// A new account, moved by hand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OpenAccount {
    /// Whose book.
    pub org_id: OrgId,
    /// The line of the chart, or one below it: `6602`, `6602.office`.
    #[schemars(length(min = 4, max = 40))]
    pub code: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 80))]
    pub name: String,
    /// The first day it takes entries; any when left out.
    pub opened_on: Option<Date>,
}

/// An account takes nothing from a day on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndAccount {
    /// The account.
    pub id: AccountId,
    /// The first day it takes none any more; tomorrow when left out.
    pub closed_on: Option<Date>,
}

/// The account that was opened or ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccountDone {
    /// The account.
    pub id: AccountId,
}

/// Which accounts to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AccountFilter {
    /// One of them.
    pub id: Option<AccountId>,
    /// Of one unit.
    pub org_id: Option<OrgId>,
    /// Of one kind.
    pub account_kind: Option<AccountKind>,
    /// Of one line of the chart and those below it.
    #[schemars(length(max = 40))]
    pub code: Option<String>,
    /// Their balances at the end of this day; now when left out.
    pub as_of: Option<Date>,
}

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountLine {
    /// The account.
    pub id: AccountId,
    /// Whose book.
    pub org_id: OrgId,
    /// Its name.
    pub org: String,
    /// The line of the chart.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub account_kind: AccountKind,
    /// The balance on the side on which it grows.
    pub balance: Money,
    /// What of it is promised elsewhere.
    pub held: Money,
    /// Everything on the debit side.
    pub debits: Money,
    /// Everything on the credit side.
    pub credits: Money,
    /// The first day it takes none any more.
    pub closed_on: Option<Date>,
}

/// One account, and the days of its statement.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichAccount {
    /// The account.
    pub id: AccountId,
    /// The first day; the first of this month when left out.
    pub first_on: Option<Date>,
    /// The last day; today when left out.
    pub last_on: Option<Date>,
}

/// A line of an account's statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementLine {
    /// The entry.
    pub entry_id: EntryId,
    /// Its place in the log.
    pub seq: i64,
    /// The day it counts for.
    pub on: Date,
    /// What people read.
    pub memo: String,
    /// On the debit side.
    pub debit: Money,
    /// On the credit side.
    pub credit: Money,
    /// The balance after it.
    pub balance: Money,
}

/// An account with its statement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AccountRecord {
    /// The row of the list.
    #[serde(flatten)]
    pub line: AccountLine,
    /// Whose it is, when it is moved by papers.
    pub holder: Option<String>,
    /// The first day of the statement.
    pub from: Date,
    /// The last.
    pub until: Date,
    /// What stood before.
    pub opening: Money,
    /// The lines, oldest first.
    pub lines: Vec<StatementLine>,
    /// There are more lines than are told: choose fewer days.
    pub more: bool,
    /// What stands after the last line.
    pub closing: Money,
}

/// A movement of an account, with its entry.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Movement {
    pub entry_id: EntryId,
    pub seq: i64,
    pub entry_on: Date,
    pub memo: String,
    pub debit_fen: Money,
    pub credit_fen: Money,
}
