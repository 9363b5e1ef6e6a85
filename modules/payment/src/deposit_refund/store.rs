//! Every statement over refunds of deposits.

use kernel::{Error, Money, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{DepositRefundFilter, DepositRefundId, DepositRefundRow, DepositRefundState};
use crate::deposit::model::DepositRow;

const COLUMNS: &str = "r.org_id, r.id, r.deposit_id, r.place_id, r.place, r.kind, r.amount_fen, r.kept_fen, r.kept_reason, r.bill_id, \
                       r.method, r.reason, r.state, r.asked_by, r.asked_name, r.asked_at, r.decided_by, r.decided_name, \
                       r.decided_at, r.number, r.entry_id, r.shift_id, r.paid_name, r.paid_at, r.paid_on, r.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "deposit_id",
    "place_id",
    "place",
    "kind",
    "amount_fen",
    "kept_fen",
    "kept_reason",
    "bill_id",
    "method",
    "reason",
    "state",
    "asked_by",
    "asked_name",
    "asked_at",
    "version",
];

fn refunds(cx: &Context) -> Select {
    Select::from("deposit_refunds r").columns(COLUMNS).scope("r.org_id", cx.scope())
}

/// A page of refunds, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &DepositRefundFilter,
) -> Result<(Vec<DepositRefundRow>, i64)> {
    let select = refunds(cx)
        .filter_if("r.id = ?", filter.id)
        .filter_if("r.org_id = ?", filter.org_id)
        .filter_if("r.state = ?", filter.deposit_refund_state.map(DepositRefundState::word))
        .search(&["r.number", "r.place"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["r.asked_at", "r.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One refund.
pub(crate) async fn one(cx: &mut Context, id: DepositRefundId) -> Result<DepositRefundRow> {
    let (sql, args) = refunds(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: DepositRefundId) -> Result<DepositRefundRow> {
    let (sql, args) = refunds(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The refunds of a deposit, latest first.
pub(crate) async fn of_deposit(cx: &mut Context, deposit: &DepositRow) -> Result<Vec<DepositRefundRow>> {
    let (sql, args) = refunds(cx)
        .filter("r.org_id = ? AND r.deposit_id = ?", args![deposit.org_id, deposit.id])
        .order_by("r.asked_at DESC, r.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What is asked for of a deposit, or approved, and not paid out yet.
pub(crate) async fn pending(cx: &mut Context, deposit: &DepositRow) -> Result<Money> {
    let sql = "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM deposit_refunds \
               WHERE org_id = $1 AND deposit_id = $2 AND state IN ('waiting', 'approved')";
    cx.tx().fetch_value(sql, args![deposit.org_id, deposit.id]).await
}

/// Enters a refund that is asked for.
pub(crate) async fn insert(cx: &mut Context, r: &DepositRefundRow) -> Result<()> {
    let values = args![
        r.org_id,
        r.id,
        r.deposit_id,
        r.place_id,
        &r.place,
        r.kind.word(),
        r.amount_fen,
        r.kept_fen,
        &r.kept_reason,
        r.bill_id,
        r.method.word(),
        &r.reason,
        r.state.word(),
        r.asked_by,
        &r.asked_name,
        r.asked_at,
        r.version
    ];
    cx.tx().insert_many("deposit_refunds", NAMES, vec![values]).await
}

/// Keeps what was decided or paid out, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, r: &DepositRefundRow) -> Result<()> {
    let sql = "UPDATE deposit_refunds SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, number = $5, \
               entry_id = $6, shift_id = $7, paid_name = $8, paid_at = $9, paid_on = $10, version = $11 \
               WHERE org_id = $12 AND id = $13 AND version = $11 - 1";
    let args = args![
        r.state.word(),
        r.decided_by,
        &r.decided_name,
        r.decided_at,
        &r.number,
        r.entry_id,
        r.shift_id,
        &r.paid_name,
        r.paid_at,
        r.paid_on,
        r.version,
        r.org_id,
        r.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
