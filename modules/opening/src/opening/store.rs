//! Every statement over openings and control totals.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging, Undo};
use store::{Order, Select, args};

use super::model::{ControlTotalRow, OpeningFilter, OpeningId, OpeningRow, OpeningState};

const COLUMNS: &str = "o.org_id, o.id, o.opened_on, o.source, o.state, o.began_by, o.began_name, o.began_at, o.approved_by, \
                       o.approved_name, o.approved_at, o.voided_by, o.voided_name, o.voided_at, o.void_reason, o.done_at, o.version";
const NAMES: &[&str] =
    &["org_id", "id", "opened_on", "source", "state", "began_by", "began_name", "began_at", "version"];
const TOTAL: &str = "t.org_id, t.id, t.opening_id, t.kind, t.item_id, t.rows_there, t.total_fen, t.entered_name, t.entered_at, t.version";

fn openings(cx: &Context) -> Select {
    Select::from("openings o").columns(COLUMNS).scope("o.org_id", cx.scope())
}

/// A page of openings, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &OpeningFilter) -> Result<(Vec<OpeningRow>, i64)> {
    let select = openings(cx)
        .filter_if("o.id = ?", filter.id)
        .filter_if("o.org_id = ?", filter.org_id)
        .filter_if("o.state = ?", filter.opening_state.map(OpeningState::word))
        .search(&["o.source", "o.began_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["o.began_at", "o.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One opening.
pub(crate) async fn one(cx: &mut Context, id: OpeningId) -> Result<OpeningRow> {
    let (sql, args) = openings(cx).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: OpeningId) -> Result<OpeningRow> {
    let (sql, args) = openings(cx).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The draft of a community.
pub(crate) async fn draft(cx: &mut Context, org: OrgId) -> Result<Option<OpeningRow>> {
    let (sql, args) = openings(cx).filter("o.org_id = ? AND o.state = 'draft'", args![org]).build();
    cx.tx().fetch_optional(sql, args).await
}

/// Whether one is under way in a community.
pub(crate) async fn is_under_way(cx: &mut Context, org: OrgId) -> Result<bool> {
    let sql = "SELECT count(*) FROM openings WHERE org_id = $1 AND state IN ('draft', 'approved', 'voiding')";
    Ok(cx.tx().fetch_value::<i64>(sql, args![org]).await? > 0)
}

/// Enters an opening.
pub(crate) async fn insert(cx: &mut Context, o: &OpeningRow) -> Result<()> {
    let values =
        args![o.org_id, o.id, o.opened_on, &o.source, o.state.word(), o.began_by, &o.began_name, o.began_at, o.version];
    cx.tx().insert_many("openings", NAMES, vec![values]).await
}

/// Keeps how it stands, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, o: &OpeningRow) -> Result<()> {
    let sql = "UPDATE openings SET state = $1, approved_by = $2, approved_name = $3, approved_at = $4, voided_by = $5, \
               voided_name = $6, voided_at = $7, void_reason = $8, done_at = $9, version = $10 \
               WHERE org_id = $11 AND id = $12 AND version = $10 - 1";
    let args = args![
        o.state.word(),
        o.approved_by,
        &o.approved_name,
        o.approved_at,
        o.voided_by,
        &o.voided_name,
        o.voided_at,
        &o.void_reason,
        o.done_at,
        o.version,
        o.org_id,
        o.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The control totals of an opening.
pub(crate) async fn totals(cx: &mut Context, opening: &OpeningRow) -> Result<Vec<ControlTotalRow>> {
    let select = Select::from("control_totals t")
        .columns(TOTAL)
        .filter("t.org_id = ? AND t.opening_id = ?", args![opening.org_id, opening.id]);
    let (sql, args) = cx.shown(select, "t.import_id").build();
    cx.tx().fetch_all(sql, args).await
}

/// Keeps what the old program says; what is typed last holds.
pub(crate) async fn enter_total(cx: &mut Context, t: &ControlTotalRow) -> Result<()> {
    let sql = "INSERT INTO control_totals (org_id, id, opening_id, kind, item_id, rows_there, total_fen, entered_name, \
               entered_at, version, import_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               ON CONFLICT (org_id, opening_id, kind, item_id) DO UPDATE SET rows_there = excluded.rows_there, \
               total_fen = excluded.total_fen, entered_name = excluded.entered_name, entered_at = excluded.entered_at, \
               version = excluded.version, import_id = excluded.import_id";
    let args = args![
        t.org_id,
        t.id,
        t.opening_id,
        t.kind.word(),
        t.item_id,
        t.rows_there,
        t.total_fen,
        &t.entered_name,
        t.entered_at,
        t.version,
        cx.importing()
    ];
    cx.tx().execute(sql, args).await.map(|_| ())
}

/// Takes back control totals of an import that was never shown, some at a time; how many.
pub(crate) async fn undo_totals(cx: &mut Context, undo: Undo) -> Result<u64> {
    let sql = "DELETE FROM control_totals WHERE org_id = $1 AND import_id = $2 AND id IN (SELECT id FROM control_totals \
               WHERE org_id = $1 AND import_id = $2 AND id >= $3 ORDER BY id LIMIT $4)";
    cx.tx().execute(sql, args![undo.org, undo.import, undo.least, undo.most]).await
}
