//! Every statement over readings.

use kernel::{OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging, Undo};
use store::{Arg, Order, Select, Tx, args};

use super::model::{ReadingFilter, ReadingId, ReadingRow, ReadingSource};
use crate::meter::model::MeterId;

const COLUMNS: &str = "r.org_id, r.id, r.meter_id, r.read_on, r.figure, r.source, r.rolled_over, r.estimated, r.reason, \
                       r.photo, r.by_name, r.taken_at, r.superseded_by";

fn readings(cx: &Context) -> Select {
    cx.shown(Select::from("readings r").columns(COLUMNS).scope("r.org_id", cx.scope()), "r.import_id")
}

/// A page of readings, the latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &ReadingFilter,
    found: Option<Vec<MeterId>>,
) -> Result<(Vec<ReadingRow>, i64)> {
    let mut select = readings(cx)
        .filter_if("r.id = ?", filter.id)
        .filter_if("r.org_id = ?", filter.org_id)
        .filter_if("r.meter_id = ?", filter.meter_id)
        .filter_if("r.read_on = ?", filter.read_on)
        .filter_if("r.source = ?", filter.reading_source.map(ReadingSource::word))
        .filter_if("r.estimated = ?", filter.estimated);
    if let Some(meters) = found {
        select = select.among("r.meter_id", meters.iter().map(Arg::from).collect());
    }
    if filter.id.is_none() && filter.superseded != Some(true) {
        select = select.filter("r.superseded_by IS NULL", args![]);
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["r.read_on", "r.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One reading, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: ReadingId) -> Result<ReadingRow> {
    let (sql, args) = readings(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// All readings of these meters that count, in the order of their days.
pub(crate) async fn of_meters(cx: &mut Context, ids: &[MeterId]) -> Result<Vec<ReadingRow>> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        let (sql, args) = readings(cx)
            .filter("r.superseded_by IS NULL", args![])
            .among("r.meter_id", some.iter().map(Arg::from).collect())
            .order_by("r.read_on, r.id")
            .build();
        found.extend(cx.tx().fetch_all::<ReadingRow>(sql, args).await?);
    }
    Ok(found)
}

/// All readings that count, in the order of their days, for the owner of the database.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<ReadingRow>> {
    let select = Select::from("readings r").columns(COLUMNS).filter("r.superseded_by IS NULL", args![]);
    let (sql, args) = select.order_by("r.read_on, r.id").build();
    tx.fetch_all(sql, args).await
}

/// The latest readings of these meters that count.
pub(crate) async fn latest(cx: &mut Context, ids: &[MeterId]) -> Result<Vec<ReadingRow>> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        let (sql, args) = readings(cx)
            .filter("r.superseded_by IS NULL", args![])
            .filter(
                "NOT EXISTS (SELECT 1 FROM readings l WHERE l.org_id = r.org_id AND l.meter_id = r.meter_id \
                 AND l.superseded_by IS NULL AND l.read_on > r.read_on)",
                args![],
            )
            .among("r.meter_id", some.iter().map(Arg::from).collect())
            .build();
        found.extend(cx.tx().fetch_all::<ReadingRow>(sql, args).await?);
    }
    Ok(found)
}

/// Enters readings.
pub(crate) async fn insert(cx: &mut Context, rows: &[ReadingRow]) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "meter_id",
        "read_on",
        "figure",
        "source",
        "rolled_over",
        "estimated",
        "reason",
        "photo",
        "by_name",
        "taken_at",
        "import_id",
    ];
    let import = cx.importing();
    let values = |r: &ReadingRow| {
        args![
            r.org_id,
            r.id,
            r.meter_id,
            r.read_on,
            r.figure,
            r.source.word(),
            r.rolled_over,
            r.estimated,
            &r.reason,
            &r.photo,
            &r.by_name,
            r.taken_at,
            import
        ]
    };
    cx.tx().insert_many("readings", NAMES, rows.iter().map(values).collect()).await
}

/// Another reading takes the place of one.
pub(crate) async fn supersede(cx: &mut Context, org: OrgId, was: ReadingId, by: ReadingId) -> Result<()> {
    let sql = "UPDATE readings SET superseded_by = $1 WHERE org_id = $2 AND id = $3 AND superseded_by IS NULL";
    cx.tx().execute(sql, args![by, org, was]).await.map(|_| ())
}

/// Takes back readings of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some = "SELECT id FROM readings WHERE org_id = $1 AND import_id = $2 AND id >= $3 ORDER BY id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<ReadingId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM readings WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4";
    cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await
}
