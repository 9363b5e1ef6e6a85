//! What is told of a book.

use kernel::{Date, Money, OrgId, words};
use ledger::voucher::VoucherLine;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which days of which book.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichDays {
    /// Whose book; the first one when left out.
    pub org_id: Option<OrgId>,
    /// The first day; the first of this month when left out.
    pub first_on: Option<Date>,
    /// The last day; today when left out.
    pub last_on: Option<Date>,
}

/// What moved on a line of the chart, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Summed {
    pub code: String,
    pub opening: i64,
    pub debits: i64,
    pub credits: i64,
    pub adjusting: i64,
}

/// A line of a trial balance. What stands on the debit side is positive, on the credit side negative.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TrialLine {
    /// The line of the chart.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What stood before the first day.
    pub opening: Money,
    /// What moved on the debit side.
    pub debits: Money,
    /// What moved on the credit side.
    pub credits: Money,
    /// Of both, what adjusted a closed period.
    pub adjusting: Money,
    /// What stands after the last day.
    pub closing: Money,
}

/// A trial balance.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrialBalance {
    /// Whose book.
    pub org_id: Option<OrgId>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The lines by their code.
    pub lines: Vec<TrialLine>,
    /// Both sides together; the opening and the closing are those of the debit side.
    pub total: TrialLine,
    /// Whether both sides agree.
    pub balances: bool,
}

words! {
    /// What makes one voucher.
    #[derive(Default)]
    VoucherGrouping {
        /// All entries of a day of one kind of paper.
        #[default]
        Day = "day",
        /// Each entry.
        Entry = "entry",
    }
}

/// In what a browser keeps vouchers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoucherFormat {
    /// A workbook.
    Xlsx,
    /// Separated text.
    Csv,
}

words! {
    /// In whose layout.
    #[derive(Default)]
    VoucherLayout {
        /// 通用
        #[default]
        General = "general",
        /// 金蝶
        Kingdee = "kingdee",
        /// 用友
        Yonyou = "yonyou",
    }
}

/// Which vouchers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichVouchers {
    /// Whose book; the first one when left out.
    pub org_id: Option<OrgId>,
    /// The first day; the first of this month when left out.
    pub first_on: Option<Date>,
    /// The last day; today when left out.
    pub last_on: Option<Date>,
    /// What makes one voucher; all of a day when left out.
    pub grouping: Option<VoucherGrouping>,
    /// In whose layout the file is; the general one when left out.
    pub layout: Option<VoucherLayout>,
    /// As a file; a page when left out.
    pub format: Option<VoucherFormat>,
}

/// A line of a voucher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VoucherRow {
    /// 日期
    pub on: Date,
    /// 凭证号
    pub number: u64,
    /// 摘要
    pub summary: String,
    /// 科目编码
    pub code: String,
    /// 科目名称
    pub name: String,
    /// 借方金额
    pub debit: Money,
    /// 贷方金额
    pub credit: Money,
}

impl VoucherRow {
    /// The line as the engine writes it.
    pub(super) fn line(&self) -> VoucherLine {
        let Self { on, number, debit, credit, .. } = *self;
        let (summary, code, name) = (self.summary.clone(), self.code.clone(), self.name.clone());
        VoucherLine { on, number, summary, code, name, debit, credit }
    }
}

/// Vouchers of some days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Vouchers {
    /// Whose book.
    pub org_id: Option<OrgId>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// What made one voucher.
    pub grouping: VoucherGrouping,
    /// In whose layout the file is.
    pub layout: VoucherLayout,
    /// The lines in order.
    pub rows: Vec<VoucherRow>,
}

/// What a line of costs had in a month, for other modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// The line of the chart.
    pub code: String,
    /// The month, 1 to 12.
    pub month: usize,
    /// Debits less credits.
    pub amount: Money,
}

/// What stood and moved on a line of the chart by the first entries of a book, for other modules.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub struct Moved {
    /// The line of the chart.
    pub code: String,
    /// Debits less credits before the first day.
    pub opening_fen: Money,
    /// What was debited in these days.
    pub debits_fen: Money,
    /// What was credited.
    pub credits_fen: Money,
}
