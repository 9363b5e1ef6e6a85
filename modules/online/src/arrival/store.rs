//! Every statement over money that came in.

use kernel::{Error, Instant, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{ArrivalFilter, ArrivalId, ArrivalRow, ArrivalState};
use crate::account::model::PayeeAccountRow;

const COLUMNS: &str = "r.org_id, r.id, r.payee_account_id, r.transaction_id, r.number, r.order_id, r.amount_fen, r.paid_at, \
                       r.told_by, r.arrived_at, r.doubt, r.state, r.payment_id, r.entry_id, r.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "payee_account_id",
    "transaction_id",
    "number",
    "order_id",
    "amount_fen",
    "paid_at",
    "told_by",
    "arrived_at",
    "doubt",
    "state",
    "payment_id",
    "entry_id",
    "version",
];

fn arrivals(cx: &Context) -> Select {
    Select::from("arrivals r").columns(COLUMNS).scope("r.org_id", cx.scope())
}

/// A page of what came in, latest first, and how much there is.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &ArrivalFilter) -> Result<(Vec<ArrivalRow>, i64)> {
    let select = arrivals(cx)
        .filter_if("r.id = ?", filter.id)
        .filter_if("r.org_id = ?", filter.org_id)
        .filter_if("r.state = ?", filter.arrival_state.map(ArrivalState::word))
        .search(&["r.transaction_id", "r.number"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["r.arrived_at", "r.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One.
pub(crate) async fn one(cx: &mut Context, id: ArrivalId) -> Result<ArrivalRow> {
    let (sql, args) = arrivals(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: ArrivalId) -> Result<ArrivalRow> {
    let (sql, args) = arrivals(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Whether this payment of the channel was booked before.
pub(crate) async fn is_known(cx: &mut Context, account: &PayeeAccountRow, transaction: &str) -> Result<bool> {
    let (sql, args) = arrivals(cx)
        .filter(
            "r.org_id = ? AND r.payee_account_id = ? AND r.transaction_id = ?",
            args![account.org_id, account.id, transaction],
        )
        .build();
    Ok(cx.tx().fetch_optional::<ArrivalRow>(sql, args).await?.is_some())
}

/// What was paid into an account from an instant until before another.
pub(crate) async fn paid_between(
    cx: &mut Context,
    account: &PayeeAccountRow,
    from: Instant,
    until: Instant,
) -> Result<Vec<ArrivalRow>> {
    let (sql, args) = arrivals(cx)
        .filter(
            "r.org_id = ? AND r.payee_account_id = ? AND r.paid_at >= ? AND r.paid_at < ?",
            args![account.org_id, account.id, from, until],
        )
        .order_by("r.paid_at, r.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters money that came in.
pub(crate) async fn insert(cx: &mut Context, r: &ArrivalRow) -> Result<()> {
    let values = args![
        r.org_id,
        r.id,
        r.payee_account_id,
        &r.transaction_id,
        &r.number,
        r.order_id,
        r.amount_fen,
        r.paid_at,
        r.told_by.word(),
        r.arrived_at,
        r.doubt.map(|doubt| doubt.word()),
        r.state.word(),
        r.payment_id,
        r.entry_id,
        r.version
    ];
    cx.tx().insert_many("arrivals", NAMES, vec![values]).await
}

/// Keeps what became of it, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, r: &ArrivalRow) -> Result<()> {
    let sql = "UPDATE arrivals SET state = $1, payment_id = $2, version = $3 \
               WHERE org_id = $4 AND id = $5 AND version = $3 - 1";
    let args = args![r.state.word(), r.payment_id, r.version, r.org_id, r.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
