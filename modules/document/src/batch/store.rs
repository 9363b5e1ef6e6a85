//! Every statement over batches.

use kernel::{Error, Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{BatchFilter, BatchState, PrintBatchId, PrintBatchRow};

const COLUMNS: &str = "b.org_id, b.id, b.kind, b.asked, b.state, b.total, b.done, b.papers, b.pages, b.missing, b.fault, \
                       b.file_id, b.lang, b.asked_by, b.asked_name, b.asked_at, b.ended_at, b.runner, b.locked_until, b.version";

fn batches(cx: &Context) -> Select {
    Select::from("print_batches b").columns(COLUMNS).scope("b.org_id", cx.scope())
}

/// A page of batches, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &BatchFilter) -> Result<(Vec<PrintBatchRow>, i64)> {
    let select = batches(cx)
        .filter_if("b.id = ?", filter.id)
        .filter_if("b.org_id = ?", filter.org_id)
        .filter_if("b.state = ?", filter.batch_state.map(BatchState::word))
        .search(&["b.asked_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["b.asked_at", "b.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One batch.
pub(crate) async fn one(cx: &mut Context, id: PrintBatchId) -> Result<PrintBatchRow> {
    let (sql, args) = batches(cx).filter("b.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: PrintBatchId) -> Result<PrintBatchRow> {
    let (sql, args) = batches(cx).filter("b.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Batches that nobody works on although somebody should.
pub(crate) async fn abandoned(cx: &mut Context, now: Instant) -> Result<Vec<(OrgId, PrintBatchId)>> {
    let sql = "SELECT org_id, id FROM print_batches WHERE state = 'working' AND locked_until < $1 ORDER BY locked_until LIMIT 5";
    cx.tx().fetch_all(sql, args![now]).await
}

/// Enters a batch.
pub(crate) async fn insert(cx: &mut Context, b: &PrintBatchRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "kind",
        "asked",
        "state",
        "total",
        "done",
        "papers",
        "pages",
        "missing",
        "lang",
        "asked_by",
        "asked_name",
        "asked_at",
        "locked_until",
        "version",
    ];
    let values = args![
        b.org_id,
        b.id,
        b.kind.word(),
        &b.asked,
        b.state.word(),
        b.total,
        b.done,
        b.papers,
        b.pages,
        &b.missing,
        &b.lang,
        b.asked_by,
        &b.asked_name,
        b.asked_at,
        b.locked_until,
        b.version
    ];
    cx.tx().insert_many("print_batches", NAMES, vec![values]).await
}

/// Keeps how far a batch is or how it ended, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, b: &PrintBatchRow) -> Result<()> {
    let sql = "UPDATE print_batches SET state = $1, total = $2, done = $3, papers = $4, pages = $5, missing = $6, fault = $7, \
               file_id = $8, ended_at = $9, runner = $10, locked_until = $11, version = $12 \
               WHERE org_id = $13 AND id = $14 AND version = $12 - 1";
    let args = args![
        b.state.word(),
        b.total,
        b.done,
        b.papers,
        b.pages,
        &b.missing,
        &b.fault,
        b.file_id,
        b.ended_at,
        b.runner,
        b.locked_until,
        b.version,
        b.org_id,
        b.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
