//! Every statement over write-offs.

use kernel::{Error, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{WriteOffFilter, WriteOffId, WriteOffLineRow, WriteOffRow, WriteOffState};

const COLUMNS: &str = "w.org_id, w.id, w.case_id, w.place_id, w.place, w.payer_id, w.amount_fen, w.restored_fen, w.grounds, \
                       w.reason, w.files, w.state, w.asked_by, w.asked_name, w.asked_at, w.number, w.entry_id, w.decided_by, \
                       w.decided_name, w.decided_at, w.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "case_id",
    "place_id",
    "place",
    "payer_id",
    "amount_fen",
    "restored_fen",
    "grounds",
    "reason",
    "files",
    "state",
    "asked_by",
    "asked_name",
    "asked_at",
    "version",
];
const LINE: &[&str] = &["org_id", "write_off_id", "line", "bill_id", "number", "fee_item", "due_on", "amount_fen"];

fn write_offs(cx: &Context) -> Select {
    Select::from("write_offs w").columns(COLUMNS).scope("w.org_id", cx.scope())
}

/// A page of write-offs, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &WriteOffFilter) -> Result<(Vec<WriteOffRow>, i64)> {
    let select = write_offs(cx)
        .filter_if("w.id = ?", filter.id)
        .filter_if("w.org_id = ?", filter.org_id)
        .filter_if("w.place_id = ?", filter.place_id)
        .filter_if("w.state = ?", filter.write_off_state.map(WriteOffState::word))
        .search(&["w.number", "w.place"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["w.asked_at", "w.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One write-off.
pub(crate) async fn one(cx: &mut Context, id: WriteOffId) -> Result<WriteOffRow> {
    let (sql, args) = write_offs(cx).filter("w.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: WriteOffId) -> Result<WriteOffRow> {
    let (sql, args) = write_offs(cx).filter("w.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// What of which bill it gives up, the oldest first.
pub(crate) async fn lines(cx: &mut Context, write_off: &WriteOffRow) -> Result<Vec<WriteOffLineRow>> {
    let sql = "SELECT bill_id, number, fee_item, due_on, amount_fen FROM write_off_lines \
               WHERE org_id = $1 AND write_off_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![write_off.org_id, write_off.id]).await
}

/// Whether one waits to be decided for a case.
pub(crate) async fn waits(cx: &mut Context, case: &crate::case::model::CaseRow) -> Result<bool> {
    let sql = "SELECT count(*) FROM write_offs WHERE org_id = $1 AND case_id = $2 AND state = 'waiting'";
    Ok(cx.tx().fetch_value::<i64>(sql, args![case.org_id, case.id]).await? > 0)
}

/// Enters a write-off that is asked for.
pub(crate) async fn insert(cx: &mut Context, row: &WriteOffRow, lines: &[WriteOffLineRow]) -> Result<()> {
    let values = args![
        row.org_id,
        row.id,
        row.case_id,
        row.place_id,
        &row.place,
        row.payer_id,
        row.amount_fen,
        row.restored_fen,
        row.grounds.word(),
        &row.reason,
        &row.files,
        row.state.word(),
        row.asked_by,
        &row.asked_name,
        row.asked_at,
        row.version
    ];
    cx.tx().insert_many("write_offs", NAMES, vec![values]).await?;
    let values = |(nth, line): (i64, &WriteOffLineRow)| {
        args![row.org_id, row.id, nth, line.bill_id, &line.number, &line.fee_item, line.due_on, line.amount_fen]
    };
    cx.tx().insert_many("write_off_lines", LINE, (1..).zip(lines).map(values).collect()).await
}

/// Keeps how it stands, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, row: &WriteOffRow) -> Result<()> {
    let sql = "UPDATE write_offs SET state = $1, restored_fen = $2, number = $3, entry_id = $4, decided_by = $5, \
               decided_name = $6, decided_at = $7, version = $8 WHERE org_id = $9 AND id = $10 AND version = $8 - 1";
    let args = args![
        row.state.word(),
        row.restored_fen,
        &row.number,
        row.entry_id,
        row.decided_by,
        &row.decided_name,
        row.decided_at,
        row.version,
        row.org_id,
        row.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
