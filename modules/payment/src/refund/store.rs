//! Every statement over refunds.

use kernel::{Error, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{RefundFilter, RefundId, RefundRow, RefundState};

const COLUMNS: &str = "r.org_id, r.id, r.prepayment_id, r.place_id, r.place, r.purpose, r.amount_fen, r.method, r.reason, r.state, \
                       r.asked_by, r.asked_name, r.asked_at, r.number, r.entry_id, r.decided_by, r.decided_name, r.decided_at, \
                       r.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "prepayment_id",
    "place_id",
    "place",
    "purpose",
    "amount_fen",
    "method",
    "reason",
    "state",
    "asked_by",
    "asked_name",
    "asked_at",
    "version",
];

fn refunds(cx: &Context) -> Select {
    Select::from("refunds r").columns(COLUMNS).scope("r.org_id", cx.scope())
}

/// A page of refunds, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &RefundFilter) -> Result<(Vec<RefundRow>, i64)> {
    let select = refunds(cx)
        .filter_if("r.id = ?", filter.id)
        .filter_if("r.org_id = ?", filter.org_id)
        .filter_if("r.state = ?", filter.refund_state.map(RefundState::word))
        .search(&["r.number", "r.place"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["r.asked_at", "r.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One refund.
pub(crate) async fn one(cx: &mut Context, id: RefundId) -> Result<RefundRow> {
    let (sql, args) = refunds(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: RefundId) -> Result<RefundRow> {
    let (sql, args) = refunds(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Enters a refund that is asked for.
pub(crate) async fn insert(cx: &mut Context, r: &RefundRow) -> Result<()> {
    let values = args![
        r.org_id,
        r.id,
        r.prepayment_id,
        r.place_id,
        &r.place,
        r.purpose.word(),
        r.amount_fen,
        r.method.word(),
        &r.reason,
        r.state.word(),
        r.asked_by,
        &r.asked_name,
        r.asked_at,
        r.version
    ];
    cx.tx().insert_many("refunds", NAMES, vec![values]).await
}

/// Keeps what was decided, which must still stand at the version before.
pub(crate) async fn decide(cx: &mut Context, r: &RefundRow) -> Result<()> {
    let sql = "UPDATE refunds SET state = $1, number = $2, entry_id = $3, decided_by = $4, decided_name = $5, \
               decided_at = $6, version = $7 WHERE org_id = $8 AND id = $9 AND version = $7 - 1";
    let args = args![
        r.state.word(),
        &r.number,
        r.entry_id,
        r.decided_by,
        &r.decided_name,
        r.decided_at,
        r.version,
        r.org_id,
        r.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
