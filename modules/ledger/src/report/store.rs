//! Every statement by which a book is told.

use kernel::{Date, Money, OrgId, Result};
use module::Context;
use store::{Select, Tx, args};

use super::model::{Moved, Summed};
use crate::posting::{
    model::{EntryRow, LineRow},
    store::ENTRY,
};

/// What stood and moved on each line of the chart.
pub(super) async fn trial(cx: &mut Context, org: OrgId, from: Date, until: Date) -> Result<Vec<Summed>> {
    let sql = "SELECT code, \
        CAST(SUM(CASE WHEN entry_on < $2 THEN debits_fen - credits_fen ELSE 0 END) AS bigint) AS opening, \
        CAST(SUM(CASE WHEN entry_on >= $2 THEN debits_fen ELSE 0 END) AS bigint) AS debits, \
        CAST(SUM(CASE WHEN entry_on >= $2 THEN credits_fen ELSE 0 END) AS bigint) AS credits, \
        CAST(SUM(CASE WHEN entry_on >= $2 THEN adjusting_fen ELSE 0 END) AS bigint) AS adjusting \
        FROM day_totals WHERE org_id = $1 AND entry_on <= $3 GROUP BY code ORDER BY code";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}

/// The entries of some days, at most so many.
pub(super) async fn entries(
    cx: &mut Context,
    org: OrgId,
    (from, until): (Date, Date),
    most: i64,
) -> Result<Vec<EntryRow>> {
    let select = Select::from("entries e").columns(ENTRY).scope("e.org_id", cx.scope());
    let (sql, args) = select
        .filter("e.org_id = ? AND e.entry_on >= ? AND e.entry_on <= ?", args![org, from, until])
        .order_by("e.seq")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The lines of those days.
pub(super) async fn lines(cx: &mut Context, org: OrgId, (from, until): (Date, Date)) -> Result<Vec<LineRow>> {
    let (sql, args) = Select::from("postings p")
        .columns("p.entry_id, p.account_id, p.debit_fen, p.credit_fen")
        .scope("p.org_id", cx.scope())
        .filter("p.org_id = ? AND p.entry_on >= ? AND p.entry_on <= ?", args![org, from, until])
        .order_by("p.entry_id, p.line")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What each line of the chart had in each month of some days, debits less credits; months in two digits.
pub(super) async fn monthly(
    cx: &mut Context,
    org: OrgId,
    from: Date,
    until: Date,
) -> Result<Vec<(String, String, Money)>> {
    let sql = "SELECT code, substr(entry_on, 6, 2), CAST(SUM(debits_fen - credits_fen) AS bigint) FROM day_totals \
        WHERE org_id = $1 AND entry_on >= $2 AND entry_on <= $3 GROUP BY code, substr(entry_on, 6, 2) ORDER BY 1, 2";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}

/// What stood and moved on the lines of income, costs and liabilities, by the first entries of a book.
pub(super) async fn moved(tx: &mut Tx, org: OrgId, (from, until): (Date, Date), entries: i64) -> Result<Vec<Moved>> {
    let sql = "SELECT a.code, \
        CAST(SUM(CASE WHEN p.entry_on < $2 THEN p.debit_fen - p.credit_fen ELSE 0 END) AS bigint) AS opening_fen, \
        CAST(SUM(CASE WHEN p.entry_on >= $2 THEN p.debit_fen ELSE 0 END) AS bigint) AS debits_fen, \
        CAST(SUM(CASE WHEN p.entry_on >= $2 THEN p.credit_fen ELSE 0 END) AS bigint) AS credits_fen \
        FROM book_accounts a JOIN postings p ON p.org_id = a.org_id AND p.account_id = a.id \
        WHERE a.org_id = $1 AND a.kind IN ('liability', 'income', 'expense') AND a.holder = '' \
        AND p.entry_on <= $3 AND p.seq <= $4 GROUP BY a.code ORDER BY a.code";
    tx.fetch_all(sql, args![org, from, until, entries]).await
}
