//! Every statement over the running log, and the faults of a time.

use kernel::{Error, Instant, Money, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{LogEntryFilter, LogEntryId, LogEntryRow, LogKind};
use crate::model::{Asset, AssetId, Fault};

const COLUMNS: &str = "l.org_id, l.id, l.asset_id, l.kind, l.logged_on, l.note, l.cost_fen, l.files, l.by_name, l.created_at, \
                       l.voided_name, l.void_reason, l.version";

fn entries(cx: &Context) -> Select {
    Select::from("log_entries l").columns(COLUMNS).scope("l.org_id", cx.scope())
}

/// One of them, kept from others until the end of the transaction.
pub(super) async fn to_change(cx: &mut Context, id: LogEntryId) -> Result<LogEntryRow> {
    let (sql, args) = entries(cx).filter("l.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// A page of the list, the latest first unless asked otherwise, and how many there are.
pub(super) async fn list(cx: &mut Context, page: &Paging, filter: &LogEntryFilter) -> Result<(Vec<LogEntryRow>, i64)> {
    let select = entries(cx)
        .filter_if("l.id = ?", filter.id)
        .filter_if("l.org_id = ?", filter.org_id)
        .filter_if("l.asset_id = ?", filter.asset_id)
        .filter_if("l.kind = ?", filter.log_kind.map(LogKind::word))
        .search(&["l.note", "l.by_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["l.logged_on", "l.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// The latest of a piece of equipment.
pub(super) async fn latest(cx: &mut Context, asset: AssetId, most: i64) -> Result<Vec<LogEntryRow>> {
    let (sql, args) =
        entries(cx).filter("l.asset_id = ?", args![asset]).order_by("l.logged_on DESC, l.id DESC").limit(most).build();
    cx.tx().fetch_all(sql, args).await
}

/// What the log of a piece of equipment came to, since a day and ever; voided lines left out.
pub(super) async fn spent(cx: &mut Context, asset: &Asset, since: kernel::Date) -> Result<(Money, Money)> {
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN logged_on >= $3 THEN cost_fen ELSE 0 END), 0) AS bigint) AS lately, \
               CAST(COALESCE(SUM(cost_fen), 0) AS bigint) AS ever \
               FROM log_entries WHERE org_id = $1 AND asset_id = $2 AND voided_name IS NULL";
    let (lately, ever): (i64, i64) = cx.tx().fetch_one(sql, args![asset.org_id, asset.id, since]).await?;
    Ok((Money(lately), Money(ever)))
}

/// Keeps a new one.
pub(super) async fn insert(cx: &mut Context, row: &LogEntryRow) -> Result<()> {
    let sql = "INSERT INTO log_entries (org_id, id, asset_id, kind, logged_on, note, cost_fen, files, by_name, created_at, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = args![
        row.org_id,
        row.id,
        row.asset_id,
        row.kind.word(),
        row.logged_on,
        &row.note,
        row.cost_fen,
        &row.files,
        &row.by_name,
        row.created_at,
        row.version,
    ];
    cx.tx().execute(sql, values).await.map(drop)
}

/// Keeps that one was voided.
pub(super) async fn void(cx: &mut Context, row: &LogEntryRow) -> Result<()> {
    let sql = "UPDATE log_entries SET voided_name = $3, void_reason = $4, version = $5 \
               WHERE org_id = $1 AND id = $2 AND version = $5 - 1";
    let values = args![row.org_id, row.id, &row.voided_name, &row.void_reason, row.version];
    if cx.tx().execute(sql, values).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The faults of a piece of equipment that lasted into a time or began in it.
pub(super) async fn faults_since(cx: &mut Context, asset: &Asset, since: Instant) -> Result<Vec<Fault>> {
    let sql = "SELECT source, note, from_at, until_at FROM faults WHERE org_id = $1 AND asset_id = $2 \
               AND (until_at IS NULL OR until_at > $3) ORDER BY from_at, id";
    cx.tx().fetch_all(sql, args![asset.org_id, asset.id, since]).await
}
