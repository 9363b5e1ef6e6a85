//! Trial balance and vouchers.

use std::collections::{BTreeMap, BTreeSet};

use ::store::Tx;
use kernel::{Date, Error, Message, Money, OrgId, Result, form::Kind};
use ledger::{
    Account, AccountId, Entry, chart,
    voucher::{self, Cell, Grouping, Layout, Part, VoucherLine},
};
use module::{Context, Download, HOME_ZONE};
use serde_json::{Value, json};
use sheet::write::{Export, ExportColumn};

use super::{
    model::{
        Cost, Moved, TrialBalance, VoucherFormat, VoucherGrouping, VoucherLayout, VoucherRow, Vouchers, WhichDays,
        WhichVouchers,
    },
    rules, store,
};
use crate::{
    account::queries::{days, titles},
    entry::queries::source_name,
    posting,
};

/// The most entries of one export.
const ENTRIES: i64 = 20_000;

/// The book somebody means: the one he names, else the first there is.
pub(crate) async fn chosen(cx: &mut Context, org: Option<OrgId>) -> Result<Option<OrgId>> {
    if let Some(org) = org {
        cx.within(org)?;
        return Ok(Some(org));
    }
    let books: BTreeSet<OrgId> = posting::store::books(cx).await?.into_iter().collect();
    Ok(org::tree(cx).await?.into_iter().map(|unit| unit.id).find(|id| books.contains(id)))
}

/// What stood, moved and stands, by line of the chart.
pub async fn trial(cx: &mut Context, which: WhichDays) -> Result<TrialBalance> {
    let org_id = chosen(cx, which.org_id).await?;
    let (from, until) = days(which.first_on, which.last_on, cx.now().date(cx.zone()));
    let sums = match org_id {
        Some(org) => store::trial(cx, org, from, until).await?,
        None => Vec::new(),
    };
    let codes: Vec<&str> = sums.iter().map(|sum| sum.code.as_str()).collect();
    let mut names = match org_id {
        Some(org) => titles(cx, org, &codes).await?,
        None => BTreeMap::new(),
    };
    let lines: Vec<_> = sums.iter().map(|sum| rules::line(sum, names.remove(&sum.code).unwrap_or_default())).collect();
    let (total, balances) = rules::total(&lines);
    Ok(TrialBalance { org_id, from, until, lines, total, balances })
}

/// The vouchers of some days.
pub async fn vouchers(cx: &mut Context, which: WhichVouchers) -> Result<Vouchers> {
    let org_id = chosen(cx, which.org_id).await?;
    let (from, until) = days(which.first_on, which.last_on, cx.now().date(cx.zone()));
    let grouping = which.grouping.unwrap_or_default();
    let rows = match org_id {
        Some(org) => made(cx, org, (from, until), grouping).await?,
        None => Vec::new(),
    };
    Ok(Vouchers { org_id, from, until, grouping, layout: which.layout.unwrap_or_default(), rows })
}

async fn made(
    cx: &mut Context,
    org: OrgId,
    within: (kernel::Date, kernel::Date),
    grouping: VoucherGrouping,
) -> Result<Vec<VoucherRow>> {
    let rows = store::entries(cx, org, within, ENTRIES + 1).await?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > ENTRIES {
        return Err(Error::Broken(Message::of("ledger-too-many-entries").with("max", ENTRIES)));
    }
    let mut lines = posting::store::by_entry(store::lines(cx, org, within).await?);
    let ids: BTreeSet<AccountId> = lines.values().flatten().map(|posting| posting.account).collect();
    let accounts: BTreeMap<AccountId, Account> =
        posting::store::accounts(cx, org, &ids).await?.into_iter().map(|row| (row.id, row.account())).collect();
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let postings = lines.remove(&row.id).unwrap_or_default();
        let command = row.command(&postings, &[]);
        let seq = u64::try_from(row.seq).unwrap_or_default();
        entries.push(Entry { seq, at: row.recorded_at, command, postings, seal: [0; 32] });
    }
    let grouping = match grouping {
        VoucherGrouping::Entry => Grouping::Entry,
        VoucherGrouping::Day => Grouping::Day,
    };
    let speech = cx.speech();
    let made = voucher::vouchers(&entries, &accounts, within, grouping, speech.lang);
    let codes: BTreeSet<&str> = made.iter().map(|line| line.code.as_str()).collect();
    let names = titles(cx, org, &codes.into_iter().collect::<Vec<_>>()).await?;
    let kinds: BTreeSet<&str> = entries.iter().filter_map(|e| Some(e.command.source.as_ref()?.kind.as_str())).collect();
    let row = |line: VoucherLine| {
        // A voucher of many papers is told by their kind.
        let summary = match line.summary.as_str() {
            "" => speech.say("ledger-source-hand"),
            kind if kinds.contains(kind) => source_name(&speech, kind),
            memo => memo.to_owned(),
        };
        let VoucherLine { on, number, code, debit, credit, .. } = line;
        let name = names.get(&code).cloned().unwrap_or_default();
        VoucherRow { on, number, summary, code, name, debit, credit }
    };
    Ok(made.into_iter().map(row).collect())
}

/// The vouchers as a file that a finance package imports.
pub(crate) fn file(found: &Vouchers, format: VoucherFormat) -> Result<Download> {
    let layout = match found.layout {
        VoucherLayout::General => Layout::General,
        VoucherLayout::Kingdee => Layout::Kingdee,
        VoucherLayout::Yonyou => Layout::Yonyou,
    };
    let columns = layout.columns().iter().map(|(head, part)| ExportColumn::new(*head, kind_of(*part))).collect();
    let name = format!("vouchers-{}-{}", found.from, found.until);
    let (mut export, name, kind) = match format {
        VoucherFormat::Xlsx => {
            (Export::workbook("凭证", columns, HOME_ZONE)?, format!("{name}.xlsx"), sheet::MEDIA_TYPE)
        }
        VoucherFormat::Csv => (Export::text(columns, HOME_ZONE), format!("{name}.csv"), "text/csv"),
    };
    let (mut last, mut nth) = (None, 0);
    for row in &found.rows {
        let voucher = Some((row.on, row.number));
        nth = if voucher == last { nth + 1 } else { 1 };
        last = voucher;
        let cells = row.line().cells(layout, nth).into_iter().map(|cell| match cell {
            Cell::Day(day) => json!(day),
            Cell::Count(count) => json!(count),
            Cell::Text(text) => json!(text),
            Cell::Amount(amount) => json!(amount),
            Cell::Empty => Value::Null,
        });
        export.row(&cells.collect::<Vec<_>>())?;
    }
    Ok(Download { name, kind, bytes: export.finish()? })
}

const fn kind_of(part: Part) -> Kind {
    match part {
        Part::Day => Kind::Date,
        Part::Year | Part::Period | Part::Number | Part::Nth | Part::Attachments | Part::Rate => Kind::Integer,
        Part::Amount | Part::Debit | Part::Credit => Kind::Money,
        Part::Word | Part::Summary | Part::Code | Part::Name | Part::Currency => Kind::Text,
    }
}

/// What the lines of costs had in each month of some days of one year.
///
/// # Errors
/// Those of the database; [`Error::NotFound`] for a unit outside the scope.
pub async fn costs(cx: &mut Context, org: OrgId, first: Date, last: Date) -> Result<Vec<Cost>> {
    cx.within(org)?;
    let is_cost = |code: &str| chart::line_of(code).is_some_and(|line| line.kind == ledger::Kind::Expense);
    let rows = store::monthly(cx, org, first, last).await?;
    let cost = |(code, month, amount): (String, String, Money)| {
        let month = month.parse().ok()?;
        is_cost(&code).then_some(Cost { code, month, amount })
    };
    Ok(rows.into_iter().filter_map(cost).collect())
}

/// How many entries a unit's book has by now.
///
/// # Errors
/// Those of the database.
pub async fn length(cx: &mut Context, org: OrgId) -> Result<i64> {
    Ok(posting::store::head(cx, org).await?.map_or(0, |head| head.entries))
}

/// What stood and moved on the lines of income, of costs and below one of `above`, by the first `entries` of a unit's book: the same
/// whatever is posted later. The caller answers for the scope of the transaction.
///
/// # Errors
/// Those of the database.
pub async fn moved(tx: &mut Tx, org: OrgId, days: (Date, Date), entries: i64, above: &[&str]) -> Result<Vec<Moved>> {
    let told = |code: &str| {
        let below = above.iter().any(|line| code == *line || code.starts_with(&format!("{line}.")));
        let kind = chart::line_of(code).map(|line| line.kind);
        below || matches!(kind, Some(ledger::Kind::Income | ledger::Kind::Expense))
    };
    Ok(store::moved(tx, org, days, entries).await?.into_iter().filter(|line| told(&line.code)).collect())
}
