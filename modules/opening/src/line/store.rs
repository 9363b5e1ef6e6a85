//! Every statement over rows of openings.

use std::collections::BTreeMap;

use kernel::{Date, Money, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging, Undo};
use payment::{DepositKind, Method, Purpose};
use property::PlaceId;
use store::{Arg, Order, Select, args};
use tariff::FeeItemId;

use super::model::{LineFilter, LineRow, LineState, OpeningKind, OpeningLineId, PastPaymentFilter};
use crate::opening::model::OpeningRow;

const COLUMNS: &str = "l.org_id, l.id, l.opening_id, l.kind, l.line_key, l.title, l.place_id, l.item_id, l.tariff_id, l.edition, \
                       l.purpose, l.deposit_kind, l.code, l.receipt, l.from_on, l.to_on, l.due_on, l.paid_on, l.method, \
                       l.amount_fen, l.paid_fen, l.note, l.state";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "opening_id",
    "kind",
    "line_key",
    "title",
    "place_id",
    "item_id",
    "tariff_id",
    "edition",
    "purpose",
    "deposit_kind",
    "code",
    "receipt",
    "from_on",
    "to_on",
    "due_on",
    "paid_on",
    "method",
    "amount_fen",
    "paid_fen",
    "note",
    "state",
    "import_id",
];

fn lines(cx: &Context) -> Select {
    cx.shown(Select::from("opening_lines l").columns(COLUMNS).scope("l.org_id", cx.scope()), "l.import_id")
}

/// A page of rows in the order they came, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &LineFilter) -> Result<(Vec<LineRow>, i64)> {
    let select = lines(cx)
        .filter_if("l.id = ?", filter.id)
        .filter_if("l.org_id = ?", filter.org_id)
        .filter_if("l.opening_id = ?", filter.opening_id)
        .filter_if("l.kind = ?", filter.opening_kind.map(OpeningKind::word))
        .filter_if("l.item_id = ?", filter.item_id)
        .filter_if("l.state = ?", filter.opening_line_state.map(LineState::word))
        .search(&["l.title", "l.receipt", "l.code"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let (sql, args) = select.after(&["l.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// A page of payments of other programs, latest first, and how many there are.
pub(crate) async fn past_payments(
    cx: &mut Context,
    page: &Paging,
    filter: &PastPaymentFilter,
) -> Result<(Vec<LineRow>, i64)> {
    let select = lines(cx)
        .filter("l.kind = 'payment' AND l.state = 'posted'", args![])
        .filter_if("l.id = ?", filter.id)
        .filter_if("l.org_id = ?", filter.org_id)
        .filter_if("l.place_id = ?", filter.place_id)
        .filter_if("l.item_id = ?", filter.item_id)
        .search(&["l.title", "l.receipt"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["l.paid_on", "l.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// What was paid in other programs for a room since a day, latest first.
pub(crate) async fn paid_for(
    cx: &mut Context,
    org: OrgId,
    place: PlaceId,
    since: Date,
    most: i64,
) -> Result<Vec<LineRow>> {
    let (sql, args) = lines(cx)
        .filter("l.kind = 'payment' AND l.state = 'posted' AND l.org_id = ? AND l.place_id = ?", args![org, place])
        .filter("l.paid_on >= ?", args![since])
        .order_by("l.paid_on DESC, l.id DESC")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Rows of openings that stand with these keys, by key.
pub(crate) async fn known(cx: &mut Context, org: OrgId, keys: &[String]) -> Result<BTreeMap<String, LineRow>> {
    let mut found = BTreeMap::new();
    for some in keys.chunks(500) {
        let (sql, args) = lines(cx)
            .join("JOIN openings o ON o.org_id = l.org_id AND o.id = l.opening_id")
            .filter("l.org_id = ? AND l.state <> 'voided' AND o.state NOT IN ('cancelled', 'voided')", args![org])
            .among("l.line_key", some.iter().map(Arg::from).collect())
            .build();
        let rows: Vec<LineRow> = cx.tx().fetch_all(sql, args).await?;
        found.extend(rows.into_iter().map(|row| (row.line_key.clone(), row)));
    }
    Ok(found)
}

/// Rows of an opening in a state, in the order they came and behind one of them, so many at most.
pub(crate) async fn of_opening(
    cx: &mut Context,
    opening: &OpeningRow,
    state: LineState,
    after: Option<OpeningLineId>,
    most: i64,
) -> Result<Vec<LineRow>> {
    let (sql, args) = lines(cx)
        .filter("l.org_id = ? AND l.opening_id = ? AND l.state = ?", args![opening.org_id, opening.id, state.word()])
        .filter_if("l.id > ?", after)
        .order_by("l.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// How many rows an opening has and what is open of them, by kind, and of bills by fee item.
pub(crate) async fn sums(
    cx: &mut Context,
    opening: &OpeningRow,
) -> Result<Vec<(OpeningKind, Option<FeeItemId>, i64, Money)>> {
    let select = Select::from("opening_lines l")
        .columns("l.kind, l.item_id, COUNT(*), CAST(SUM(l.amount_fen - l.paid_fen) AS BIGINT)")
        .filter("l.org_id = ? AND l.opening_id = ?", args![opening.org_id, opening.id]);
    let (sql, args) = cx.shown(select, "l.import_id").group_by("l.kind, l.item_id").build();
    cx.tx().fetch_all(sql, args).await
}

/// How many rows of an opening stand in each state.
pub(crate) async fn states(cx: &mut Context, opening: &OpeningRow) -> Result<BTreeMap<LineState, i64>> {
    let select = Select::from("opening_lines l")
        .columns("l.state, COUNT(*)")
        .filter("l.org_id = ? AND l.opening_id = ?", args![opening.org_id, opening.id]);
    let (sql, args) = cx.shown(select, "l.import_id").group_by("l.state").build();
    let rows: Vec<(LineState, i64)> = cx.tx().fetch_all(sql, args).await?;
    Ok(rows.into_iter().collect())
}

/// Enters rows.
pub(crate) async fn insert(cx: &mut Context, rows: &[LineRow]) -> Result<()> {
    let import = cx.importing();
    let values = |l: &LineRow| {
        args![
            l.org_id,
            l.id,
            l.opening_id,
            l.kind.word(),
            &l.line_key,
            &l.title,
            l.place_id,
            l.item_id,
            l.tariff_id,
            l.edition,
            l.purpose.map(Purpose::word),
            l.deposit_kind.map(DepositKind::word),
            &l.code,
            &l.receipt,
            l.from_on,
            l.to_on,
            l.due_on,
            l.paid_on,
            l.method.map(Method::word),
            l.amount_fen,
            l.paid_fen,
            &l.note,
            l.state.word(),
            import
        ]
    };
    cx.tx().insert_many("opening_lines", NAMES, rows.iter().map(values).collect()).await
}

/// Keeps what became of rows.
pub(crate) async fn set_state(cx: &mut Context, org: OrgId, ids: &[OpeningLineId], state: LineState) -> Result<()> {
    let sql = "UPDATE opening_lines SET state = $1 WHERE org_id = $2 AND id = $3";
    for id in ids {
        cx.tx().write_one(sql, args![state.word(), org, id]).await?;
    }
    Ok(())
}

/// Takes back rows of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some = "SELECT id FROM opening_lines WHERE org_id = $1 AND import_id = $2 AND id >= $3 ORDER BY id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<OpeningLineId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM opening_lines WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4";
    cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await
}
