//! 凭证: entries as the vouchers that finance packages import, one for each entry or one for each day and kind of paper.

use std::collections::BTreeMap;

use kernel::{Date, Lang, Money};

use crate::{
    account::{Account, AccountId, Side},
    chart::line_of,
    entry::Entry,
    series::{Restart, Series},
};

/// What makes one voucher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// Each entry.
    Entry,
    /// All entries of a day that belong to one kind of paper, each line of the chart once for each side.
    Day,
}

/// One line of a voucher; one of the two amounts is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoucherLine {
    /// 日期
    pub on: Date,
    /// 凭证号: from 1 within the month, without a gap.
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

/// 凭证字: the one kind of voucher there is.
const WORD: &str = "记";

/// In whose layout vouchers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// 通用: the columns every package can be told to read.
    General,
    /// 金蝶: with the accounting period, the currency and the number of the line.
    Kingdee,
    /// 用友: both amounts in every line, nothing as zero.
    Yonyou,
}

/// What a column of a layout says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The day.
    Day,
    /// 会计年度
    Year,
    /// 会计期间: the month.
    Period,
    /// 凭证字
    Word,
    /// 凭证号
    Number,
    /// 分录序号: the place of the line in its voucher, from 1.
    Nth,
    /// 附件数: papers stay here, so none are told.
    Attachments,
    /// 摘要
    Summary,
    /// The code of the account.
    Code,
    /// Its name.
    Name,
    /// 币别
    Currency,
    /// 汇率
    Rate,
    /// 原币金额: whichever side it stands on.
    Amount,
    /// What is debited.
    Debit,
    /// What is credited.
    Credit,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A day.
    Day(Date),
    /// A number.
    Count(u64),
    /// Words.
    Text(String),
    /// An amount.
    Amount(Money),
    /// Nothing.
    Empty,
}

impl Layout {
    /// The heads of the columns, as the importing package names them, with what each says.
    pub const fn columns(self) -> &'static [(&'static str, Part)] {
        match self {
            Self::General => &[
                ("日期", Part::Day),
                ("凭证字", Part::Word),
                ("凭证号", Part::Number),
                ("摘要", Part::Summary),
                ("科目编码", Part::Code),
                ("科目名称", Part::Name),
                ("借方金额", Part::Debit),
                ("贷方金额", Part::Credit),
            ],
            Self::Kingdee => &[
                ("凭证日期", Part::Day),
                ("会计年度", Part::Year),
                ("会计期间", Part::Period),
                ("凭证字", Part::Word),
                ("凭证号", Part::Number),
                ("科目代码", Part::Code),
                ("科目名称", Part::Name),
                ("币别代码", Part::Currency),
                ("原币金额", Part::Amount),
                ("借方", Part::Debit),
                ("贷方", Part::Credit),
                ("凭证摘要", Part::Summary),
                ("业务日期", Part::Day),
                ("附件数", Part::Attachments),
                ("汇率", Part::Rate),
                ("分录序号", Part::Nth),
            ],
            Self::Yonyou => &[
                ("制单日期", Part::Day),
                ("凭证类别字", Part::Word),
                ("凭证号", Part::Number),
                ("附单据数", Part::Attachments),
                ("摘要", Part::Summary),
                ("科目编码", Part::Code),
                ("借方金额", Part::Debit),
                ("贷方金额", Part::Credit),
            ],
        }
    }
}

impl VoucherLine {
    /// The cells of the line, which is the nth of its voucher, in the order of the layout's columns.
    pub fn cells(&self, layout: Layout, nth: u64) -> Vec<Cell> {
        layout.columns().iter().map(|(_, part)| self.cell(layout, *part, nth)).collect()
    }

    fn cell(&self, layout: Layout, part: Part, nth: u64) -> Cell {
        let side = |amount: Money| {
            if amount == Money::ZERO && layout != Layout::Yonyou { Cell::Empty } else { Cell::Amount(amount) }
        };
        match part {
            Part::Day => Cell::Day(self.on),
            Part::Year => Cell::Count(u64::try_from(self.on.year()).unwrap_or_default()),
            Part::Period => Cell::Count(self.on.month().into()),
            Part::Word => Cell::Text(WORD.to_owned()),
            Part::Number => Cell::Count(self.number),
            Part::Nth => Cell::Count(nth),
            Part::Attachments => Cell::Count(0),
            Part::Summary => Cell::Text(self.summary.clone()),
            Part::Code => Cell::Text(self.code.clone()),
            Part::Name => Cell::Text(self.name.clone()),
            Part::Currency => Cell::Text("RMB".to_owned()),
            Part::Rate => Cell::Count(1),
            Part::Amount => Cell::Amount(self.debit + self.credit),
            Part::Debit => side(self.debit),
            Part::Credit => side(self.credit),
        }
    }
}

/// What groups entries: the day, the place of a single entry, the kind of paper.
type Key = (Date, u64, String);

/// The vouchers of the entries whose day lies from the first to the last day, in order; entries that moved nothing have none.
pub fn vouchers(
    entries: &[Entry],
    accounts: &BTreeMap<AccountId, Account>,
    (from, until): (Date, Date),
    grouping: Grouping,
    lang: Lang,
) -> Vec<VoucherLine> {
    let mut groups: BTreeMap<Key, Vec<&Entry>> = BTreeMap::new();
    let within = |entry: &&Entry| (from..=until).contains(&entry.command.on) && !entry.postings.is_empty();
    for entry in entries.iter().filter(within) {
        let kind = entry.command.source.as_ref().map_or_else(String::new, |source| source.kind.clone());
        let key = match grouping {
            Grouping::Entry => (entry.command.on, entry.seq, kind),
            Grouping::Day => (entry.command.on, 0, kind),
        };
        groups.entry(key).or_default().push(entry);
    }
    let series = Series { prefix: String::new(), restart: Restart::Monthly, width: 1 };
    let mut last: (String, u64) = Default::default();
    let mut lines = Vec::new();
    for ((on, _, kind), entries) in groups {
        let before = if series.within(on) == last.0 { last.1 } else { 0 };
        let number = series.next(on, before);
        last = (number.within.clone(), number.count);
        let summary = match entries.as_slice() {
            [one] if !one.command.memo.is_empty() => one.command.memo.clone(),
            _ => kind,
        };
        for ((side, code), amount) in sums(&entries, accounts) {
            let name = line_of(&code).map_or("", |line| if lang == Lang::Zh { line.zh } else { line.en }).to_owned();
            let (debit, credit) = if side == Side::Debit { (amount, Money::ZERO) } else { (Money::ZERO, amount) };
            lines.push(VoucherLine { on, number: number.count, summary: summary.clone(), code, name, debit, credit });
        }
    }
    lines
}

/// The amounts by side and line of the chart, debit first.
fn sums(entries: &[&Entry], accounts: &BTreeMap<AccountId, Account>) -> BTreeMap<(Side, String), Money> {
    let mut sums: BTreeMap<(Side, String), Money> = BTreeMap::new();
    for posting in entries.iter().flat_map(|entry| &entry.postings) {
        let code = accounts.get(&posting.account).map_or_else(String::new, |account| account.code.clone());
        let sum = sums.entry((posting.side, code)).or_default();
        *sum = *sum + posting.amount;
    }
    sums
}
