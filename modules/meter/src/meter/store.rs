//! Every statement over meters and their replacements.

use std::collections::{BTreeMap, BTreeSet};

use asset::AssetId;
use kernel::{Error, Message, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging, Undo};
use property::PlaceId;
use store::{Arg, Order, Select, Tx, args};

use super::{
    model::{MeterFilter, MeterId, MeterKind, MeterRow, MeterState, ReplacementRow},
    rules::{self, Read},
};
use crate::reading::store as readings;

const COLUMNS: &str = "m.org_id, m.id, m.number, m.kind, m.place_id, m.asset_id, m.parent_id, m.sort_key, m.digits, \
                       m.multiplier, m.loss, m.ended_on, m.created_at, m.version";
const REPLACED: &str = "r.org_id, r.id, r.meter_id, r.replaced_on, r.old_end, r.old_digits, r.old_multiplier, r.new_start, \
                        r.reason, r.by_name, r.done_at";

fn meters(cx: &Context) -> Select {
    cx.shown(Select::from("meters m").columns(COLUMNS).scope("m.org_id", cx.scope()), "m.import_id")
}

/// A page of meters in the order of walking, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &MeterFilter,
    found: Option<Vec<PlaceId>>,
) -> Result<(Vec<MeterRow>, i64)> {
    let mut select = meters(cx)
        .filter_if("m.id = ?", filter.id)
        .filter_if("m.org_id = ?", filter.org_id)
        .filter_if("m.kind = ?", filter.meter_kind.map(MeterKind::word))
        .filter_if("m.place_id = ?", filter.place_id)
        .filter_if("m.asset_id = ?", filter.asset_id)
        .filter_if("m.parent_id = ?", filter.parent_id);
    select = match found {
        Some(places) => select.among("m.place_id", places.iter().map(Arg::from).collect()),
        None => select.search(&["m.number"], page.q.as_deref().unwrap_or_default()),
    };
    match filter.meter_state {
        Some(MeterState::Ended) => select = select.filter("m.ended_on IS NOT NULL", args![]),
        Some(MeterState::InUse) => select = select.filter("m.ended_on IS NULL", args![]),
        None => {}
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let (sql, args) = select.after(&["m.sort_key", "m.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One meter.
pub(crate) async fn one(cx: &mut Context, id: MeterId) -> Result<MeterRow> {
    let (sql, args) = meters(cx).filter("m.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: MeterId) -> Result<MeterRow> {
    let (sql, args) = meters(cx).filter("m.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// These meters.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[MeterId]) -> Result<BTreeMap<MeterId, MeterRow>> {
    let mut found = BTreeMap::new();
    let ids: BTreeSet<MeterId> = ids.iter().copied().collect();
    for some in ids.into_iter().collect::<Vec<_>>().chunks(500) {
        let (sql, args) = meters(cx).among("m.id", some.iter().map(Arg::from).collect()).build();
        found.extend(cx.tx().fetch_all::<MeterRow>(sql, args).await?.into_iter().map(|meter| (meter.id, meter)));
    }
    Ok(found)
}

/// Those of a community with these numbers.
pub(crate) async fn with_numbers(cx: &mut Context, org: OrgId, numbers: &[&str]) -> Result<Vec<MeterRow>> {
    let mut found = Vec::new();
    for some in numbers.chunks(500) {
        let (sql, args) = meters(cx)
            .filter("m.org_id = ?", args![org])
            .among("m.number", some.iter().map(|number| (*number).into()).collect())
            .build();
        found.extend(cx.tx().fetch_all::<MeterRow>(sql, args).await?);
    }
    Ok(found)
}

/// Those at these places of a community, in the order of walking.
pub(crate) async fn at_places(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<MeterRow>> {
    let mut found = Vec::new();
    for some in places.chunks(500) {
        let (sql, args) = meters(cx)
            .filter("m.org_id = ?", args![org])
            .among("m.place_id", some.iter().map(Arg::from).collect())
            .order_by("m.sort_key, m.id")
            .build();
        found.extend(cx.tx().fetch_all::<MeterRow>(sql, args).await?);
    }
    Ok(found)
}

/// Those in use of a piece of equipment, by number.
pub(crate) async fn of_asset(cx: &mut Context, asset: AssetId) -> Result<Vec<MeterRow>> {
    let (sql, args) =
        meters(cx).filter("m.asset_id = ? AND m.ended_on IS NULL", args![asset]).order_by("m.number, m.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// Those in use of a kind whose place in the order of walking begins so, so many at most.
pub(crate) async fn on_the_way(
    cx: &mut Context,
    org: OrgId,
    kind: MeterKind,
    (way, most): (&str, i64),
) -> Result<Vec<MeterRow>> {
    let (sql, args) = meters(cx)
        .filter("m.org_id = ? AND m.kind = ? AND m.ended_on IS NULL", args![org, kind.word()])
        .filter("m.sort_key >= ? AND m.sort_key < ?", args![way, format!("{way}\u{10FFFF}")])
        .order_by("m.sort_key, m.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The meters below one.
pub(crate) async fn below(cx: &mut Context, id: MeterId) -> Result<Vec<MeterRow>> {
    let (sql, args) = meters(cx).filter("m.parent_id = ?", args![id]).order_by("m.sort_key, m.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters meters.
pub(crate) async fn insert(cx: &mut Context, rows: &[MeterRow]) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "number",
        "kind",
        "place_id",
        "asset_id",
        "parent_id",
        "sort_key",
        "digits",
        "multiplier",
        "loss",
        "created_at",
        "version",
        "import_id",
    ];
    let import = cx.importing();
    let values = |m: &MeterRow| {
        args![
            m.org_id,
            m.id,
            &m.number,
            m.kind.word(),
            m.place_id,
            m.asset_id,
            m.parent_id,
            &m.sort_key,
            m.digits,
            m.multiplier,
            m.loss,
            m.created_at,
            m.version,
            import
        ]
    };
    cx.tx().insert_many("meters", NAMES, rows.iter().map(values).collect()).await
}

/// Refuses a number that hangs somewhere in the community already, also what an unfinished import has brought.
pub(crate) async fn refuse_taken(cx: &mut Context, org: OrgId, number: &str) -> Result<()> {
    let sql = "SELECT count(*) FROM meters WHERE org_id = $1 AND number = $2";
    let taken: i64 = cx.tx().fetch_value(sql, args![org, number]).await?;
    if taken == 0 {
        return Ok(());
    }
    Err(Error::field("number", Message::of("meter-number-taken").with("number", number)))
}

/// Keeps what may change of a meter, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, meter: &MeterRow) -> Result<()> {
    let sql = "UPDATE meters SET digits = $1, multiplier = $2, ended_on = $3, version = $4 \
               WHERE org_id = $5 AND id = $6 AND version = $4 - 1";
    let args = args![meter.digits, meter.multiplier, meter.ended_on, meter.version, meter.org_id, meter.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The replacements of these meters, in the order of their days.
pub(crate) async fn replacements(cx: &mut Context, ids: &[MeterId]) -> Result<Vec<ReplacementRow>> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        let (sql, args) = Select::from("meter_replacements r")
            .columns(REPLACED)
            .scope("r.org_id", cx.scope())
            .among("r.meter_id", some.iter().map(Arg::from).collect())
            .order_by("r.replaced_on, r.id")
            .build();
        found.extend(cx.tx().fetch_all::<ReplacementRow>(sql, args).await?);
    }
    Ok(found)
}

/// Enters a replacement.
pub(crate) async fn insert_replacement(cx: &mut Context, row: &ReplacementRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "meter_id",
        "replaced_on",
        "old_end",
        "old_digits",
        "old_multiplier",
        "new_start",
        "reason",
        "by_name",
        "done_at",
    ];
    let values = args![
        row.org_id,
        row.id,
        row.meter_id,
        row.replaced_on,
        row.old_end,
        row.old_digits,
        row.old_multiplier,
        row.new_start,
        &row.reason,
        &row.by_name,
        row.done_at
    ];
    cx.tx().insert_many("meter_replacements", NAMES, vec![values]).await
}

/// All meters with what they showed, for the owner of the database, who sees all units.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Read>> {
    let (sql, args) = Select::from("meters m").columns(COLUMNS).build();
    let meters = tx.fetch_all(sql, args).await?;
    let readings = readings::all(tx).await?;
    let (sql, args) = Select::from("meter_replacements r").columns(REPLACED).order_by("r.replaced_on, r.id").build();
    let replacements = tx.fetch_all(sql, args).await?;
    Ok(rules::together(meters, readings, replacements))
}

/// Takes back meters of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some = "SELECT id FROM meters WHERE org_id = $1 AND import_id = $2 AND id >= $3 ORDER BY id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<MeterId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM meters WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4";
    cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await
}
