//! Balances of the bank's account and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A balance the bank told.
#[derive(Debug)]
pub struct BankBalance;
impl Noun for BankBalance {
    const PREFIX: &'static str = "bank_balance";
}
/// The id of one.
pub type BankBalanceId = Id<BankBalance>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct BalanceRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: BankBalanceId,
    /// At the end of which day.
    pub day: Date,
    /// What stood in the account.
    pub balance_fen: Money,
    /// Who entered it.
    #[schemars(with = "String")]
    pub told_by: Uuid,
    /// His name.
    pub told_name: String,
    /// When.
    pub told_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// What the statement says stood in the account.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EnterBalance {
    /// The community; may be left out by whoever works for one only.
    pub org_id: Option<OrgId>,
    /// At the end of which day.
    pub day: Date,
    /// How much; below nothing when it was overdrawn.
    pub bank_balance: Money,
}

/// Which community.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichBalances {
    /// It.
    pub org_id: OrgId,
}

/// Of which community, and up to when.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskBalances {
    /// The community; the first of the reader's when left out.
    pub org_id: Option<OrgId>,
    /// The last day; today when left out.
    pub until_on: Option<Date>,
}

/// A day of the bank beside the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BalanceDay {
    /// The day.
    pub day: Date,
    /// What the bank says.
    pub bank: Money,
    /// What the book says of the bank's account.
    pub book: Money,
    /// Came in at the bank by that day and was not in the book yet: lines that were brought later, or not looked at.
    pub not_booked: Money,
    /// Who entered the bank's figure.
    pub told_name: String,
}

impl BalanceDay {
    /// How much more the bank says.
    pub fn difference(&self) -> Money {
        self.bank - self.book
    }

    /// What of that nothing explains.
    pub fn unexplained(&self) -> Money {
        self.difference() - self.not_booked
    }
}

/// Money that is ours and not in the bank's account yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotBanked {
    /// The code of the account it stands on.
    pub code: String,
    /// How much.
    pub amount: Money,
}

/// The bank beside the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Balances {
    /// The community.
    pub org_id: OrgId,
    /// Its name.
    pub community: String,
    /// The days whose balance the bank told, latest first.
    pub days: Vec<BalanceDay>,
    /// What stands on other accounts of money at the end of the last day.
    pub not_banked: Vec<NotBanked>,
    /// Came in at the bank and waits to be claimed: the same may have been taken at the counter.
    pub unclaimed: Money,
    /// The last day.
    pub until_on: Date,
}
