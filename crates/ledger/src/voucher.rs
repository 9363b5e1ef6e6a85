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

/// The heads of the columns, as the importing packages name them.
pub const HEADS: [&str; 8] = ["日期", "凭证字", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"];
/// 凭证字: the one kind of voucher there is.
pub const WORD: &str = "记";

impl VoucherLine {
    /// The line in the order of [`HEADS`]; amounts without separators, nothing where there is none.
    pub fn cells(&self) -> [String; 8] {
        let shown = |amount: Money| {
            if amount == Money::ZERO { String::new() } else { amount.to_string().replace(',', "") }
        };
        let Self { on, number, summary, code, name, debit, credit } = self;
        let (summary, code, name) = (summary.clone(), code.clone(), name.clone());
        [on.to_string(), WORD.to_owned(), number.to_string(), summary, code, name, shown(*debit), shown(*credit)]
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
