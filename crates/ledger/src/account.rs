//! Accounts: where money stands, and on which side more of it counts.

use kernel::{Date, Id, Money, Noun};
use serde::{Deserialize, Serialize};

/// The id of an account.
pub type AccountId = Id<Account>;

/// The side of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 借
    Debit,
    /// 贷
    Credit,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Debit => Self::Credit,
            Self::Credit => Self::Debit,
        }
    }
}

/// What an account is in the balance of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 资产: money at hand, claims.
    Asset,
    /// 负债: what is owed to others – prepayments, deposits, money held for owners.
    Liability,
    /// 权益
    Equity,
    /// 收入
    Income,
    /// 费用
    Expense,
}

impl Kind {
    /// The side on which the account grows.
    pub const fn normal(self) -> Side {
        match self {
            Self::Asset | Self::Expense => Side::Debit,
            Self::Liability | Self::Equity | Self::Income => Side::Credit,
        }
    }
}

/// How far down an account may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Floor {
    /// Either side may outweigh.
    #[default]
    None,
    /// Never below nothing, what is on hold counted as gone: a prepayment, a deposit, a cash box.
    Zero,
}

/// An account of one owner, room or payee; what of it is empty does not tell accounts apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The line of the chart of accounts: `1122`, `2203.utilities`.
    pub code: String,
    /// What it is.
    pub kind: Kind,
    /// Whose it is or what it stands for: a room, a person, a cash box, a vendor.
    pub holder: Option<String>,
    /// The company account into which its money is paid, when fee items go to different ones.
    pub payee: Option<String>,
    /// How far down it may go.
    pub floor: Floor,
    /// The first day it takes entries.
    pub opened_on: Date,
    /// The first day it takes none any more.
    pub closed_on: Option<Date>,
}

impl Noun for Account {
    const PREFIX: &'static str = "book_account";
}

impl Account {
    /// Whether it takes entries on this day.
    pub fn takes(&self, on: Date) -> bool {
        self.opened_on <= on && self.closed_on.is_none_or(|closed| on < closed)
    }
}

/// What has gone over an account, in fen: both sides, posted and on hold. Both sides only ever grow, but for what is on hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Posted on the debit side.
    pub debits: i64,
    /// Posted on the credit side.
    pub credits: i64,
    /// On hold for the debit side.
    pub held_debits: i64,
    /// On hold for the credit side.
    pub held_credits: i64,
}

impl Totals {
    /// The posted balance, positive when this side outweighs.
    pub const fn balance(&self, side: Side) -> Money {
        let debit = self.debits.saturating_sub(self.credits);
        Money(match side {
            Side::Debit => debit,
            Side::Credit => debit.saturating_neg(),
        })
    }

    /// What can still be moved away: the balance on this side less what is on hold for the other.
    pub const fn available(&self, side: Side) -> Money {
        let held = match side {
            Side::Debit => self.held_credits,
            Side::Credit => self.held_debits,
        };
        Money(self.balance(side).0.saturating_sub(held))
    }

    /// The same after so much more on a side; `None` beyond what can be counted.
    #[must_use]
    pub fn posted(mut self, side: Side, amount: Money) -> Option<Self> {
        let total = match side {
            Side::Debit => &mut self.debits,
            Side::Credit => &mut self.credits,
        };
        *total = total.checked_add(amount.0)?;
        Some(self)
    }

    /// The same with so much more (or less, when negative) on hold for a side; `None` beyond what can be counted.
    #[must_use]
    pub fn held(mut self, side: Side, amount: Money) -> Option<Self> {
        let total = match side {
            Side::Debit => &mut self.held_debits,
            Side::Credit => &mut self.held_credits,
        };
        *total = total.checked_add(amount.0)?;
        Some(self)
    }
}

/// An account with what has gone over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The account.
    pub account: Account,
    /// What has gone over it.
    pub totals: Totals,
}
