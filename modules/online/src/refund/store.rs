//! Every statement over refunds at channels.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Arg, Order, Select, args};

use super::model::{ChannelRefundBill, ChannelRefundFilter, ChannelRefundId, ChannelRefundRow, ChannelRefundState};
use crate::arrival::model::ArrivalRow;

const COLUMNS: &str = "f.org_id, f.id, f.arrival_id, f.number, f.amount_fen, f.reason, f.state, f.trouble, f.asked_by, \
                       f.asked_name, f.asked_at, f.decided_by, f.decided_name, f.decided_at, f.done_at, f.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "arrival_id",
    "number",
    "amount_fen",
    "reason",
    "state",
    "asked_by",
    "asked_name",
    "asked_at",
    "version",
];

fn refunds(cx: &Context) -> Select {
    Select::from("channel_refunds f").columns(COLUMNS).scope("f.org_id", cx.scope())
}

/// A page of refunds, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &ChannelRefundFilter,
) -> Result<(Vec<ChannelRefundRow>, i64)> {
    let select = refunds(cx)
        .filter_if("f.id = ?", filter.id)
        .filter_if("f.org_id = ?", filter.org_id)
        .filter_if("f.state = ?", filter.channel_refund_state.map(ChannelRefundState::word))
        .search(&["f.number", "f.reason"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["f.asked_at", "f.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One refund.
pub(crate) async fn one(cx: &mut Context, id: ChannelRefundId) -> Result<ChannelRefundRow> {
    let (sql, args) = refunds(cx).filter("f.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: ChannelRefundId) -> Result<ChannelRefundRow> {
    let (sql, args) = refunds(cx).filter("f.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// All refunds that were asked for of what came in.
pub(crate) async fn of_arrival(cx: &mut Context, arrival: &ArrivalRow) -> Result<Vec<ChannelRefundRow>> {
    let (sql, args) = refunds(cx)
        .filter("f.org_id = ? AND f.arrival_id = ?", args![arrival.org_id, arrival.id])
        .order_by("f.asked_at DESC, f.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The refunds of these numbers that the channel was asked for.
pub(crate) async fn numbered(cx: &mut Context, org: OrgId, numbers: &[&str]) -> Result<Vec<ChannelRefundRow>> {
    let (sql, args) = refunds(cx)
        .filter("f.org_id = ? AND f.state IN ('sending', 'done', 'stuck')", args![org])
        .among("f.number", numbers.iter().map(|number| Arg::from(*number)).collect())
        .order_by("f.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters a refund.
pub(crate) async fn insert(cx: &mut Context, f: &ChannelRefundRow) -> Result<()> {
    let values = args![
        f.org_id,
        f.id,
        f.arrival_id,
        &f.number,
        f.amount_fen,
        &f.reason,
        f.state.word(),
        f.asked_by,
        &f.asked_name,
        f.asked_at,
        f.version
    ];
    cx.tx().insert_many("channel_refunds", NAMES, vec![values]).await
}

/// Enters what it takes of which bill.
pub(crate) async fn insert_bills(cx: &mut Context, org: OrgId, bills: &[ChannelRefundBill]) -> Result<()> {
    const BILLS: &[&str] = &["org_id", "refund_id", "bill_id", "told", "amount_fen"];
    let values = |one: &ChannelRefundBill| args![org, one.refund_id, one.bill_id, &one.told, one.amount_fen];
    cx.tx().insert_many("channel_refund_bills", BILLS, bills.iter().map(values).collect()).await
}

/// What these refunds take of which bill.
pub(crate) async fn bills(cx: &mut Context, ids: &[ChannelRefundId]) -> Result<Vec<ChannelRefundBill>> {
    let (sql, args) = Select::from("channel_refund_bills b")
        .columns("b.refund_id, b.bill_id, b.told, b.amount_fen")
        .scope("b.org_id", cx.scope())
        .among("b.refund_id", ids.iter().map(Arg::from).collect())
        .order_by("b.told, b.bill_id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Keeps how a refund goes on, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, f: &ChannelRefundRow) -> Result<()> {
    let sql = "UPDATE channel_refunds SET state = $1, trouble = $2, decided_by = $3, decided_name = $4, decided_at = $5, \
               done_at = $6, version = $7 WHERE org_id = $8 AND id = $9 AND version = $7 - 1";
    let args = args![
        f.state.word(),
        &f.trouble,
        f.decided_by,
        &f.decided_name,
        f.decided_at,
        f.done_at,
        f.version,
        f.org_id,
        f.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
