//! Bills of channels, differences, and what is asked of them.

use gateway::{Kind, Row};
use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::model::PayeeAccountId;

words! {
    /// In what our books and the bill differ.
    DifferenceKind {
        /// 渠道没有
        ChannelMissing = "channel_missing",
        /// 我方没有
        LocalMissing = "local_missing",
        /// 金额不一致
        AmountMismatch = "amount_mismatch",
        /// 状态不一致
        StatusMismatch = "status_mismatch",
        /// 退款不一致
        RefundMismatch = "refund_mismatch",
    }
}

words! {
    /// How a difference stands.
    DifferenceState {
        /// 待处理
        Open = "open",
        /// 已处理
        Resolved = "resolved",
    }
}

/// The bill of a day.
#[derive(Debug)]
pub struct ChannelStatement;
impl Noun for ChannelStatement {
    const PREFIX: &'static str = "channel_statement";
}
/// The id of a bill.
pub type ChannelStatementId = Id<ChannelStatement>;

/// A difference.
#[derive(Debug)]
pub struct ChannelDifference;
impl Noun for ChannelDifference {
    const PREFIX: &'static str = "channel_difference";
}
/// The id of a difference.
pub type ChannelDifferenceId = Id<ChannelDifference>;

/// A row of the table of bills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct StatementRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: ChannelStatementId,
    /// Of which account.
    pub payee_account_id: PayeeAccountId,
    /// The day, as the channel counts it.
    pub bill_day: Date,
    /// How many payments it has.
    pub payments: i64,
    /// What they come to.
    pub payments_fen: Money,
    /// What its refunds come to.
    pub refunds_fen: Money,
    /// What the channel charges.
    pub fee_fen: Money,
    /// The file as it came, sealed.
    #[serde(skip)]
    pub sealed: Vec<u8>,
    /// When it was fetched.
    pub fetched_at: Instant,
}

/// A row of the table of differences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct DifferenceRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: ChannelDifferenceId,
    /// In which bill.
    pub statement_id: ChannelStatementId,
    /// In what.
    pub kind: DifferenceKind,
    /// The channel's number of the payment.
    pub transaction_id: String,
    /// What we have, where amounts differ.
    pub ours_fen: Option<Money>,
    /// What the channel has.
    pub theirs_fen: Option<Money>,
    /// How it stands.
    pub state: DifferenceState,
    /// What was found out and done.
    pub note: Option<String>,
    /// Who did.
    #[schemars(with = "Option<String>")]
    pub resolved_by: Option<Uuid>,
    /// His name.
    pub resolved_name: Option<String>,
    /// When.
    pub resolved_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

/// A line of a bill on its way to the tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BilledLine {
    pub payment: bool,
    pub at: Instant,
    pub number: String,
    pub transaction: String,
    pub amount: Money,
    /// Our number of the refund.
    pub refund: Option<String>,
    /// In 1/100 000 yuan, never negative.
    pub fee: i64,
}

impl From<Row> for BilledLine {
    fn from(row: Row) -> Self {
        Self {
            payment: row.kind == Kind::Payment,
            at: row.at,
            number: row.order,
            transaction: row.transaction,
            amount: row.amount,
            refund: row.refund,
            fee: row.fee.0.abs(),
        }
    }
}

/// The bill that is to be fetched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FetchStatement {
    pub account: PayeeAccountId,
    pub day: Date,
}

/// A bill that was fetched; without lines the channel had none to hand out yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FetchedStatement {
    pub account: PayeeAccountId,
    pub day: Date,
    pub lines: Option<Vec<BilledLine>>,
    pub sealed: Vec<u8>,
}

/// Which bill.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichStatement {
    /// It.
    pub id: ChannelStatementId,
}

/// A difference that somebody has worked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ResolveDifference {
    /// Which.
    pub id: ChannelDifferenceId,
    /// What was found out and done.
    #[schemars(length(min = 1, max = 200))]
    pub note: String,
}

/// The bill of a difference.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ResolvedDifference {
    /// The bill.
    pub statement_id: ChannelStatementId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct StatementFilter {
    /// One.
    pub id: Option<ChannelStatementId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
}

/// A bill in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementLine {
    /// Its id.
    pub id: ChannelStatementId,
    /// The day, as the channel counts it.
    pub bill_day: Date,
    /// What people call the account.
    pub payee_account_name: String,
    /// What its payments come to.
    pub amount: Money,
    /// What its refunds come to.
    pub refunded: Money,
    /// What the channel charges.
    pub channel_fee: Money,
    /// Differences nobody has worked.
    pub open_differences: i64,
    /// When it was fetched.
    pub fetched_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// A bill as its page tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StatementRecord {
    /// In brief.
    pub line: StatementLine,
    /// The differences.
    pub differences: Vec<DifferenceRow>,
}
