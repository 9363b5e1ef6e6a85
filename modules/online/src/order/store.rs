//! Every statement over orders and their lines.

use kernel::{Error, Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};
use uuid::Uuid;

use super::model::{OrderFilter, OrderLineRow, OrderRow, OrderState, PaymentOrderId};
use crate::account::model::PayeeAccountId;

const COLUMNS: &str = "o.org_id, o.id, o.payee_account_id, o.channel, o.number, o.subject, o.amount_fen, o.content, o.batch_id, \
                       o.way, o.payer_address, o.state, o.pay_at, o.trouble, o.created_by, o.created_name, o.created_at, \
                       o.expires_at, o.shift_id, o.payment_id, o.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "payee_account_id",
    "channel",
    "number",
    "subject",
    "amount_fen",
    "content",
    "batch_id",
    "way",
    "payer_address",
    "state",
    "created_by",
    "created_name",
    "created_at",
    "expires_at",
    "shift_id",
    "version",
];
const LINE: &[&str] = &["org_id", "order_id", "line", "bill_id", "place", "fee_item", "from_on", "to_on", "amount_fen"];

fn orders(cx: &Context) -> Select {
    Select::from("payment_orders o").columns(COLUMNS).scope("o.org_id", cx.scope())
}

/// A page of orders, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &OrderFilter) -> Result<(Vec<OrderRow>, i64)> {
    let select = orders(cx)
        .filter_if("o.id = ?", filter.id)
        .filter_if("o.org_id = ?", filter.org_id)
        .filter_if("o.state = ?", filter.payment_order_state.map(OrderState::word))
        .search(&["o.subject", "o.number"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["o.created_at", "o.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One order.
pub(crate) async fn one(cx: &mut Context, id: PaymentOrderId) -> Result<OrderRow> {
    let (sql, args) = orders(cx).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: PaymentOrderId) -> Result<OrderRow> {
    let (sql, args) = orders(cx).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The order of this number into this account, if there is one, kept from others until the end of the transaction.
pub(crate) async fn numbered(
    cx: &mut Context,
    account: (OrgId, PayeeAccountId),
    number: &str,
) -> Result<Option<OrderRow>> {
    let (sql, args) = orders(cx)
        .filter("o.number = ? AND o.org_id = ? AND o.payee_account_id = ?", args![number, account.0, account.1])
        .build();
    cx.tx().fetch_optional(sql.for_update(), args).await
}

/// Orders somebody made over the same bills since an instant, the latest first.
pub(crate) async fn alike(
    cx: &mut Context,
    org: OrgId,
    by: Uuid,
    content: &str,
    since: Instant,
) -> Result<Vec<OrderRow>> {
    let (sql, args) = orders(cx)
        .filter(
            "o.org_id = ? AND o.created_by = ? AND o.content = ? AND o.created_at >= ?",
            args![org, by, content, since],
        )
        .order_by("o.created_at DESC, o.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The orders of one wish.
pub(crate) async fn of_batch(cx: &mut Context, batch: Uuid) -> Result<Vec<OrderRow>> {
    let (sql, args) = orders(cx).filter("o.batch_id = ?", args![batch]).order_by("o.created_at, o.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// What an order is to pay of which bill.
pub(crate) async fn lines(cx: &mut Context, order: &OrderRow) -> Result<Vec<OrderLineRow>> {
    let sql = "SELECT bill_id, place, fee_item, from_on, to_on, amount_fen FROM payment_order_lines \
               WHERE org_id = $1 AND order_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![order.org_id, order.id]).await
}

/// Enters an order with its lines.
pub(crate) async fn insert(cx: &mut Context, o: &OrderRow, lines: &[OrderLineRow]) -> Result<()> {
    let values = args![
        o.org_id,
        o.id,
        o.payee_account_id,
        o.channel.word(),
        &o.number,
        &o.subject,
        o.amount_fen,
        &o.content,
        o.batch_id,
        o.way.word(),
        &o.payer_address,
        o.state.word(),
        o.created_by,
        &o.created_name,
        o.created_at,
        o.expires_at,
        o.shift_id,
        o.version
    ];
    cx.tx().insert_many("payment_orders", NAMES, vec![values]).await?;
    let line = |(nth, l): (i64, &OrderLineRow)| {
        args![o.org_id, o.id, nth, l.bill_id, &l.place, &l.fee_item, l.from_on, l.to_on, l.amount_fen]
    };
    cx.tx().insert_many("payment_order_lines", LINE, (1..).zip(lines).map(line).collect()).await
}

/// Keeps how an order goes on, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, o: &OrderRow) -> Result<()> {
    let sql = "UPDATE payment_orders SET state = $1, pay_at = $2, trouble = $3, payment_id = $4, version = $5 \
               WHERE org_id = $6 AND id = $7 AND version = $5 - 1";
    let args = args![o.state.word(), &o.pay_at, &o.trouble, o.payment_id, o.version, o.org_id, o.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
