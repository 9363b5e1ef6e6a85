//! Everything that stands in a book; for the owner of the database, who sees all units.

use kernel::{Date, Money, OrgId, Result};
use ledger::EntryId;
use store::{Tx, args};

use crate::posting::model::{AccountRow, EntryRow, Head, LineRow};

/// What moved on a day on a line of the chart, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(super) struct DayRow {
    pub code: String,
    pub entry_on: Date,
    pub debits_fen: i64,
    pub credits_fen: i64,
    pub adjusting_fen: i64,
}

pub(super) async fn books(tx: &mut Tx) -> Result<Vec<OrgId>> {
    tx.fetch_values("SELECT org_id FROM ledgers ORDER BY org_id", Vec::new()).await
}

pub(super) async fn head(tx: &mut Tx, org: OrgId) -> Result<Head> {
    tx.fetch_one("SELECT entries, seal, closed_until FROM ledgers WHERE org_id = $1", args![org]).await
}

pub(super) async fn accounts(tx: &mut Tx, org: OrgId) -> Result<Vec<AccountRow>> {
    let sql = "SELECT org_id, id, code, kind, title, holder, payee, floored, opened_on, closed_on, debits_fen, \
               credits_fen, held_debits_fen, held_credits_fen FROM book_accounts WHERE org_id = $1";
    tx.fetch_all(sql, args![org]).await
}

pub(super) async fn entries(tx: &mut Tx, org: OrgId) -> Result<Vec<EntryRow>> {
    let sql = "SELECT org_id, id, seq, recorded_at, entry_on, act, debits_fen, target_id, part, reason, adjusts, \
               expires_at, source_kind, source_id, memo, made_by, digest, seal FROM entries WHERE org_id = $1 ORDER BY seq";
    tx.fetch_all(sql, args![org]).await
}

pub(super) async fn lines(tx: &mut Tx, org: OrgId) -> Result<Vec<LineRow>> {
    let sql =
        "SELECT entry_id, account_id, debit_fen, credit_fen FROM postings WHERE org_id = $1 ORDER BY entry_id, line";
    tx.fetch_all(sql, args![org]).await
}

pub(super) async fn held(tx: &mut Tx, org: OrgId) -> Result<Vec<LineRow>> {
    let sql =
        "SELECT entry_id, account_id, debit_fen, credit_fen FROM hold_lines WHERE org_id = $1 ORDER BY entry_id, line";
    tx.fetch_all(sql, args![org]).await
}

pub(super) async fn holds(tx: &mut Tx, org: OrgId) -> Result<Vec<EntryId>> {
    tx.fetch_values("SELECT id FROM holds WHERE org_id = $1", args![org]).await
}

pub(super) async fn days(tx: &mut Tx, org: OrgId) -> Result<Vec<DayRow>> {
    let sql = "SELECT code, entry_on, debits_fen, credits_fen, adjusting_fen FROM day_totals WHERE org_id = $1";
    tx.fetch_all(sql, args![org]).await
}

/// Closings in their order: the last day, the length of the log, the reason of a reopening.
pub(super) async fn closings(tx: &mut Tx, org: OrgId) -> Result<Vec<(Date, i64, Option<String>)>> {
    let sql = "SELECT until_on, after_entries, reason FROM closings WHERE org_id = $1 ORDER BY nth";
    tx.fetch_all(sql, args![org]).await
}

/// Numbers that were given: series, time, place.
pub(super) async fn numbers(tx: &mut Tx, org: OrgId) -> Result<Vec<(String, String, i64)>> {
    tx.fetch_all("SELECT series, period, nth FROM paper_numbers WHERE org_id = $1", args![org]).await
}

/// What stands on the accounts of a line that holders have.
pub(super) async fn held_balances(tx: &mut Tx, code: &str) -> Result<Vec<(OrgId, String, Money)>> {
    let sql = "SELECT org_id, holder, debits_fen - credits_fen FROM book_accounts WHERE code = $1 AND holder <> ''";
    tx.fetch_all(sql, args![code]).await
}

/// What was posted on accounts of a line, reversals apart: the entry, its day, what moved there.
pub(super) async fn posted_on(tx: &mut Tx, code: &str) -> Result<Vec<(OrgId, EntryId, Date, Money)>> {
    let sql = "SELECT p.org_id, p.entry_id, e.entry_on, CAST(SUM(p.debit_fen + p.credit_fen) AS BIGINT) FROM book_accounts a \
               JOIN postings p ON p.org_id = a.org_id AND p.account_id = a.id \
               JOIN entries e ON e.org_id = p.org_id AND e.id = p.entry_id AND e.act = 'post' \
               WHERE a.code = $1 GROUP BY p.org_id, p.entry_id, e.entry_on";
    tx.fetch_all(sql, args![code]).await
}

/// What the heads of entries say moved, where it is not what their lines say.
pub(super) async fn crooked(tx: &mut Tx, org: OrgId) -> Result<Vec<(i64, Money)>> {
    let sql = "SELECT e.seq, e.debits_fen FROM entries e WHERE e.org_id = $1 AND e.debits_fen <> COALESCE((SELECT \
               CAST(SUM(p.debit_fen) AS bigint) FROM postings p WHERE p.org_id = e.org_id AND p.entry_id = e.id), 0)";
    tx.fetch_all(sql, args![org]).await
}
