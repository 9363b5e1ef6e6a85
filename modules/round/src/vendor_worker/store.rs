//! Every statement over workers of vendors.

use identity::AccountId;
use kernel::{Error, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{WorkerFilter, WorkerRow, WorkerState};

const COLUMNS: &str = "w.org_id, w.id, w.name, w.phone_masked, w.vendor, w.until_on, w.state, w.by_name, w.created_at, \
                       w.opened_at, w.version";

fn workers(cx: &Context) -> Select {
    Select::from("vendor_workers w").columns(COLUMNS).scope("w.org_id", cx.scope())
}

/// A page of workers by firm and name, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &WorkerFilter) -> Result<(Vec<WorkerRow>, i64)> {
    let select = workers(cx)
        .filter_if("w.id = ?", filter.id)
        .filter_if("w.org_id = ?", filter.org_id)
        .filter_if("w.vendor = ?", filter.vendor.as_deref())
        .filter_if("w.state = ?", filter.worker_state.map(WorkerState::word))
        .search(&["w.vendor", "w.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let (sql, args) =
        select.after(&["w.vendor", "w.name", "w.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One worker.
pub(crate) async fn one(cx: &mut Context, id: AccountId) -> Result<WorkerRow> {
    let (sql, args) = workers(cx).filter("w.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: AccountId) -> Result<WorkerRow> {
    let (sql, args) = workers(cx).filter("w.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The worker behind a link.
pub(crate) async fn by_digest(cx: &mut Context, digest: Vec<u8>) -> Result<WorkerRow> {
    let (sql, args) = workers(cx).filter("w.digest = ?", args![digest]).build();
    cx.tx().fetch_one(sql, args).await
}

/// Enters a worker with the digest of his link.
pub(crate) async fn insert(cx: &mut Context, w: &WorkerRow, digest: Vec<u8>) -> Result<()> {
    let sql = "INSERT INTO vendor_workers (org_id, id, name, phone_masked, vendor, digest, until_on, state, by_name, \
               created_at, opened_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = args![
        w.org_id,
        w.id,
        &w.name,
        &w.phone_masked,
        &w.vendor,
        digest,
        w.until_on,
        w.state.word(),
        &w.by_name,
        w.created_at,
        w.opened_at,
        w.version
    ];
    cx.tx().execute(sql, values).await.map(drop)
}

/// Keeps a changed worker, who must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, w: &WorkerRow) -> Result<()> {
    let sql = "UPDATE vendor_workers SET state = $3, opened_at = $4, version = $5 \
               WHERE org_id = $1 AND id = $2 AND version = $5 - 1";
    let values = args![w.org_id, w.id, w.state.word(), w.opened_at, w.version];
    if cx.tx().execute(sql, values).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
