//! The rows of the book, and what other modules ask of it.

use kernel::{Date, Instant, Money, OrgId};
use ledger::{Account, AccountId, Act, Command, EntryId, Floor, Kind, Posting, Side, Source, Totals};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an account is in the balance of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// 资产
    Asset,
    /// 负债
    Liability,
    /// 权益
    Equity,
    /// 收入
    Income,
    /// 费用
    Expense,
}
::store::stored_as_text!(AccountKind);

impl From<Kind> for AccountKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Asset => Self::Asset,
            Kind::Liability => Self::Liability,
            Kind::Equity => Self::Equity,
            Kind::Income => Self::Income,
            Kind::Expense => Self::Expense,
        }
    }
}

impl From<AccountKind> for Kind {
    fn from(kind: AccountKind) -> Self {
        match kind {
            AccountKind::Asset => Self::Asset,
            AccountKind::Liability => Self::Liability,
            AccountKind::Equity => Self::Equity,
            AccountKind::Income => Self::Income,
            AccountKind::Expense => Self::Expense,
        }
    }
}

/// What an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryAct {
    /// 记账
    Post,
    /// 冻结
    Hold,
    /// 冻结入账
    Settle,
    /// 冻结撤销
    Void,
    /// 冻结过期
    Expire,
    /// 冲销
    Reverse,
}
::store::stored_as_text!(EntryAct);

impl From<&Act> for EntryAct {
    fn from(act: &Act) -> Self {
        match act {
            Act::Post { .. } => Self::Post,
            Act::Hold { .. } => Self::Hold,
            Act::Settle { .. } => Self::Settle,
            Act::Void { .. } => Self::Void,
            Act::Expire { .. } => Self::Expire,
            Act::Reverse { .. } => Self::Reverse,
        }
    }
}

/// An account a paper moves; it is opened when it is first wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// The line of the chart, or one below it: `1122`, `2203.utilities`.
    pub code: String,
    /// Whose it is: the written id of a room, a person, a cash box. Empty for the one of all.
    pub holder: String,
    /// The company account its money is paid into, where fee items go to different ones; else empty.
    pub payee: String,
    /// What people call it; no name of a person, which would be personal data.
    pub title: String,
}

impl Wanted {
    /// The account of all of this line.
    pub fn of(code: &str) -> Self {
        Self { code: code.to_owned(), holder: String::new(), payee: String::new(), title: String::new() }
    }

    /// The account of a holder.
    #[must_use]
    pub fn held_by(mut self, holder: impl Into<String>, title: impl Into<String>) -> Self {
        self.holder = holder.into();
        self.title = title.into();
        self
    }
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// The entry.
    pub id: EntryId,
    /// Its place in the log.
    pub seq: i64,
    /// It had been posted before; nothing was recorded now.
    pub again: bool,
}

/// Where a book stands.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Head {
    pub entries: i64,
    pub seal: Vec<u8>,
    pub closed_until: Option<Date>,
}

/// An account as the table keeps it.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct AccountRow {
    pub org_id: OrgId,
    pub id: AccountId,
    pub code: String,
    pub kind: AccountKind,
    pub title: String,
    pub holder: String,
    pub payee: String,
    pub floored: bool,
    pub opened_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub debits_fen: i64,
    pub credits_fen: i64,
    pub held_debits_fen: i64,
    pub held_credits_fen: i64,
}

impl AccountRow {
    /// What has gone over it.
    pub const fn totals(&self) -> Totals {
        Totals {
            debits: self.debits_fen,
            credits: self.credits_fen,
            held_debits: self.held_debits_fen,
            held_credits: self.held_credits_fen,
        }
    }

    /// The account as the engine knows it.
    pub fn account(&self) -> Account {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Account {
            id: self.id,
            code: self.code.clone(),
            kind: self.kind.into(),
            holder: text(&self.holder),
            payee: text(&self.payee),
            floor: if self.floored { Floor::Zero } else { Floor::None },
            opened_on: self.opened_on.unwrap_or_else(|| Instant(0).date(module::HOME_ZONE)),
            closed_on: self.closed_on,
        }
    }
}

/// An entry as the table keeps it, without its lines.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct EntryRow {
    pub org_id: OrgId,
    pub id: EntryId,
    pub seq: i64,
    pub recorded_at: Instant,
    pub entry_on: Date,
    pub act: EntryAct,
    pub debits_fen: Money,
    pub target_id: Option<EntryId>,
    pub part: bool,
    pub reason: Option<String>,
    pub adjusts: Option<String>,
    pub expires_at: Option<Instant>,
    pub source_kind: Option<String>,
    pub source_id: Option<String>,
    pub memo: String,
    pub made_by: String,
    pub digest: Vec<u8>,
    pub seal: Vec<u8>,
}

/// A line of an entry, or of a hold.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct LineRow {
    pub entry_id: EntryId,
    pub account_id: AccountId,
    pub debit_fen: Money,
    pub credit_fen: Money,
}

impl LineRow {
    /// The line as the engine knows it.
    pub const fn posting(&self) -> Posting {
        if self.debit_fen.0 > 0 {
            Posting::debit(self.account_id, self.debit_fen)
        } else {
            Posting::credit(self.account_id, self.credit_fen)
        }
    }
}

/// Both sides of a line; one is nothing.
pub(crate) fn sides(posting: &Posting) -> (Money, Money) {
    match posting.side {
        Side::Debit => (posting.amount, Money::ZERO),
        Side::Credit => (Money::ZERO, posting.amount),
    }
}

impl EntryRow {
    /// The request that left it, put together from the row, its lines and what it holds.
    pub fn command(&self, lines: &[Posting], held: &[Posting]) -> Command {
        let target = || self.target_id.unwrap_or(self.id);
        let act = match self.act {
            EntryAct::Post => Act::Post { postings: lines.to_vec() },
            EntryAct::Hold => {
                Act::Hold { postings: held.to_vec(), expires: self.expires_at.unwrap_or(self.recorded_at) }
            }
            EntryAct::Settle => Act::Settle { hold: target(), part: self.part.then(|| lines.to_vec()) },
            EntryAct::Void => Act::Void { hold: target() },
            EntryAct::Expire => Act::Expire { hold: target() },
            EntryAct::Reverse => Act::Reverse { of: target(), reason: self.reason.clone().unwrap_or_default() },
        };
        let source = self.source_kind.clone().zip(self.source_id.clone()).map(|(kind, id)| Source { kind, id });
        let (adjusts, memo) = (self.adjusts.clone(), self.memo.clone());
        Command { id: self.id, on: self.entry_on, act, adjusts, source, memo }
    }
}
