//! Every statement over shifts.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};
use uuid::Uuid;

use super::model::{CashShiftFilter, CashShiftId, CashShiftRow, ShiftState, Taken};
use crate::payment::model::Method;

const COLUMNS: &str = "s.org_id, s.id, s.cashier_id, s.cashier_name, s.float_fen, s.state, s.opened_at, s.handed_in_at, s.taken, \
                       s.counted_fen, s.difference_fen, s.reason, s.confirmed_by, s.confirmed_name, s.confirmed_at, s.version";
const NAMES: &[&str] =
    &["org_id", "id", "cashier_id", "cashier_name", "float_fen", "state", "opened_at", "taken", "version"];

fn shifts(cx: &Context) -> Select {
    Select::from("cash_shifts s").columns(COLUMNS).scope("s.org_id", cx.scope())
}

/// A page of shifts, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &CashShiftFilter,
) -> Result<(Vec<CashShiftRow>, i64)> {
    let select = shifts(cx)
        .filter_if("s.id = ?", filter.id)
        .filter_if("s.org_id = ?", filter.org_id)
        .filter_if("s.state = ?", filter.shift_state.map(ShiftState::word))
        .search(&["s.cashier_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["s.opened_at", "s.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One shift.
pub(crate) async fn one(cx: &mut Context, id: CashShiftId) -> Result<CashShiftRow> {
    let (sql, args) = shifts(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: CashShiftId) -> Result<CashShiftRow> {
    let (sql, args) = shifts(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Somebody's open shift in the scope, kept from others until the end of the transaction.
pub(crate) async fn open_of(cx: &mut Context, cashier: Uuid) -> Result<Option<CashShiftRow>> {
    let (sql, args) = shifts(cx).filter("s.cashier_id = ? AND s.state = 'open'", args![cashier]).build();
    cx.tx().fetch_optional(sql.for_update(), args).await
}

/// The same, to look at.
pub(crate) async fn shift_of(cx: &mut Context, cashier: Uuid) -> Result<Option<CashShiftRow>> {
    let (sql, args) = shifts(cx).filter("s.cashier_id = ? AND s.state = 'open'", args![cashier]).build();
    cx.tx().fetch_optional(sql, args).await
}

/// What was taken in a shift and not voided, by way; less what was paid out of its box.
pub(crate) async fn taken(cx: &mut Context, org: OrgId, shift: CashShiftId) -> Result<Vec<Taken>> {
    let sql = "SELECT t.method, COUNT(DISTINCT t.paper), CAST(SUM(t.amount_fen) AS BIGINT) FROM ( \
               SELECT m.method AS method, p.id AS paper, m.amount_fen AS amount_fen FROM payments p \
               JOIN payment_methods m ON m.org_id = p.org_id AND m.payment_id = p.id \
               WHERE p.org_id = $1 AND p.shift_id = $2 AND p.state = 'received' \
               UNION ALL SELECT d.method, d.id, d.amount_fen FROM deposits d \
               WHERE d.org_id = $1 AND d.shift_id = $2 AND d.state <> 'voided' \
               UNION ALL SELECT r.method, r.id, r.kept_fen - r.amount_fen FROM deposit_refunds r \
               WHERE r.org_id = $1 AND r.shift_id = $2) t GROUP BY t.method ORDER BY t.method";
    let rows: Vec<(Method, i64, kernel::Money)> = cx.tx().fetch_all(sql, args![org, shift]).await?;
    Ok(rows.into_iter().map(|(method, payments, amount)| Taken { method, payments, amount }).collect())
}

/// Enters a shift.
pub(crate) async fn insert(cx: &mut Context, shift: &CashShiftRow) -> Result<()> {
    let values = args![
        shift.org_id,
        shift.id,
        shift.cashier_id,
        &shift.cashier_name,
        shift.float_fen,
        shift.state.word(),
        shift.opened_at,
        &shift.taken,
        shift.version
    ];
    cx.tx().insert_many("cash_shifts", NAMES, vec![values]).await
}

/// Keeps how a shift ended, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, shift: &CashShiftRow) -> Result<()> {
    let sql = "UPDATE cash_shifts SET state = $1, handed_in_at = $2, taken = $3, counted_fen = $4, difference_fen = $5, \
               reason = $6, confirmed_by = $7, confirmed_name = $8, confirmed_at = $9, version = $10 \
               WHERE org_id = $11 AND id = $12 AND version = $10 - 1";
    let args = args![
        shift.state.word(),
        shift.handed_in_at,
        &shift.taken,
        shift.counted_fen,
        shift.difference_fen,
        &shift.reason,
        shift.confirmed_by,
        &shift.confirmed_name,
        shift.confirmed_at,
        shift.version,
        shift.org_id,
        shift.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
