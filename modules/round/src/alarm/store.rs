//! Every statement over alarms.

use asset::AssetId;
use kernel::{Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{AlarmFilter, AlarmRow};

const COLUMNS: &str = "a.org_id, a.id, a.asset_id, a.asset_name, a.code, a.nth, a.note, a.raised_at, a.last_at, a.count, \
                       a.by_name";

fn alarms(cx: &Context) -> Select {
    Select::from("alarms a").columns(COLUMNS).scope("a.org_id", cx.scope())
}

/// A page of alarms, the latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &AlarmFilter) -> Result<(Vec<AlarmRow>, i64)> {
    let select = alarms(cx)
        .filter_if("a.id = ?", filter.id)
        .filter_if("a.org_id = ?", filter.org_id)
        .filter_if("a.asset_id = ?", filter.asset_id)
        .filter_if("a.code = ?", filter.alarm_code.as_deref())
        .search(&["a.code", "a.asset_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["a.raised_at", "a.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// The latest of a code on a piece of equipment that has begun by then, kept from others until the end of the transaction.
pub(crate) async fn latest(
    cx: &mut Context,
    (org, asset): (OrgId, AssetId),
    code: &str,
    begun_by: Instant,
) -> Result<Option<AlarmRow>> {
    let (sql, args) = alarms(cx)
        .filter("a.org_id = ? AND a.asset_id = ? AND a.code = ?", args![org, asset, code])
        .filter("a.raised_at <= ?", args![begun_by])
        .order_by("a.raised_at DESC, a.nth DESC")
        .limit(1)
        .build();
    Ok(cx.tx().fetch_all(sql.for_update(), args).await?.pop())
}

/// How many there were of a code on a piece of equipment.
pub(crate) async fn greatest(cx: &mut Context, (org, asset): (OrgId, AssetId), code: &str) -> Result<i64> {
    let sql = "SELECT coalesce(max(nth), 0) FROM alarms WHERE org_id = $1 AND asset_id = $2 AND code = $3";
    cx.tx().fetch_value(sql, args![org, asset, code]).await
}

/// Those of a code on a piece of equipment since then, the earliest first.
pub(crate) async fn since(
    cx: &mut Context,
    (org, asset): (OrgId, AssetId),
    code: &str,
    from: Instant,
) -> Result<Vec<AlarmRow>> {
    let (sql, args) = alarms(cx)
        .filter("a.org_id = ? AND a.asset_id = ? AND a.code = ?", args![org, asset, code])
        .filter("a.raised_at >= ?", args![from])
        .order_by("a.raised_at, a.nth")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters an alarm.
pub(crate) async fn insert(cx: &mut Context, a: &AlarmRow) -> Result<()> {
    let sql = "INSERT INTO alarms (org_id, id, asset_id, asset_name, code, nth, note, raised_at, last_at, count, by_name) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = args![
        a.org_id,
        a.id,
        a.asset_id,
        &a.asset_name,
        &a.code,
        a.nth,
        &a.note,
        a.raised_at,
        a.last_at,
        a.count,
        &a.by_name
    ];
    cx.tx().execute(sql, values).await.map(drop)
}

/// Keeps that it came again.
pub(crate) async fn update(cx: &mut Context, a: &AlarmRow) -> Result<()> {
    let sql = "UPDATE alarms SET last_at = $3, count = $4 WHERE org_id = $1 AND id = $2";
    cx.tx().execute(sql, args![a.org_id, a.id, a.last_at, a.count]).await.map(drop)
}
