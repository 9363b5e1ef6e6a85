//! Every statement over refunds.

use std::collections::BTreeMap;

use kernel::{Date, Error, Money, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Arg, Order, Select, Tx, args};

use super::model::{Back, RefundFilter, RefundId, RefundRow, RefundState};
use crate::payment::model::{PaymentId, PaymentLineRow};

const COLUMNS: &str = "r.org_id, r.id, r.prepayment_id, r.place_id, r.place, r.purpose, r.amount_fen, r.method, r.reason, r.state, \
                       r.asked_by, r.asked_name, r.asked_at, r.number, r.entry_id, r.decided_by, r.decided_name, r.decided_at, \
                       r.version, r.payment_id, r.brought_by, r.paid_on";
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
    "payment_id",
    "brought_by",
];
const LINE: &[&str] =
    &["org_id", "refund_id", "line", "bill_id", "place_id", "place", "fee_item", "from_on", "to_on", "amount_fen"];

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

/// Enters a refund that is asked for, with what is owed again by it.
pub(crate) async fn insert(cx: &mut Context, r: &RefundRow, lines: &[PaymentLineRow]) -> Result<()> {
    let values = args![
        r.org_id,
        r.id,
        r.prepayment_id,
        r.place_id,
        &r.place,
        r.purpose.map(|purpose| purpose.word()),
        r.amount_fen,
        r.method.word(),
        &r.reason,
        r.state.word(),
        r.asked_by,
        &r.asked_name,
        r.asked_at,
        r.version,
        r.payment_id,
        &r.brought_by
    ];
    cx.tx().insert_many("refunds", NAMES, vec![values]).await?;
    let line = |(nth, l): (i64, &PaymentLineRow)| {
        args![r.org_id, r.id, nth, l.bill_id, l.place_id, &l.place, &l.fee_item, l.from_on, l.to_on, l.amount_fen]
    };
    cx.tx().insert_many("refund_lines", LINE, (1..).zip(lines).map(line).collect()).await
}

/// What is owed again of which bill by a refund.
pub(crate) async fn lines(cx: &mut Context, refund: &RefundRow) -> Result<Vec<PaymentLineRow>> {
    let sql = "SELECT bill_id, place_id, place, fee_item, from_on, to_on, amount_fen FROM refund_lines \
               WHERE org_id = $1 AND refund_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![refund.org_id, refund.id]).await
}

/// What of these payments was given back, or is asked to be.
pub(crate) async fn backs_of(cx: &mut Context, ids: &[PaymentId]) -> Result<BTreeMap<PaymentId, Vec<Back>>> {
    let (sql, args) = Select::from("refunds r JOIN refund_lines l ON l.org_id = r.org_id AND l.refund_id = r.id")
        .columns("r.payment_id, r.id AS refund_id, r.number, r.state, r.method, r.paid_on, l.bill_id, l.amount_fen")
        .scope("r.org_id", cx.scope())
        .filter("r.state <> 'refused'", args![])
        .among("r.payment_id", ids.iter().map(Arg::from).collect())
        .order_by("r.asked_at, r.id, l.line")
        .build();
    let mut found: BTreeMap<PaymentId, Vec<Back>> = BTreeMap::new();
    for back in cx.tx().fetch_all::<Back>(sql, args).await? {
        found.entry(back.payment_id).or_default().push(back);
    }
    Ok(found)
}

/// What was given back of payments in a community, for these days.
pub(crate) async fn paid_back(tx: &mut Tx, org: OrgId, (from, until): (Date, Date)) -> Result<Money> {
    let sql = "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM refunds WHERE org_id = $1 \
               AND payment_id IS NOT NULL AND state = 'approved' AND paid_on >= $2 AND paid_on <= $3";
    tx.fetch_value(sql, args![org, from, until]).await
}

/// Keeps what was decided, which must still stand at the version before.
pub(crate) async fn decide(cx: &mut Context, r: &RefundRow) -> Result<()> {
    let sql = "UPDATE refunds SET state = $1, number = $2, entry_id = $3, decided_by = $4, decided_name = $5, \
               decided_at = $6, version = $7, paid_on = $8 WHERE org_id = $9 AND id = $10 AND version = $7 - 1";
    let args = args![
        r.state.word(),
        &r.number,
        r.entry_id,
        r.decided_by,
        &r.decided_name,
        r.decided_at,
        r.version,
        r.paid_on,
        r.org_id,
        r.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
