//! Every statement over payments, their lines and their ways.

use std::collections::BTreeMap;

use kernel::{Date, Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use party::PersonId;
use property::PlaceId;
use store::{Arg, Order, Select, Tx, args};

use super::model::{
    LineOf, MethodOf, PaymentFilter, PaymentId, PaymentLineRow, PaymentMethodRow, PaymentRow, PaymentState, Received,
};
use crate::shift::model::CashShiftId;

const COLUMNS: &str = "p.org_id, p.id, p.shift_id, p.number, p.paid_on, p.received_at, p.place_id, p.places, p.payer_id, \
                       p.bills_fen, p.prepaid_fen, p.purpose, p.tendered_fen, p.change_fen, p.note, p.entry_id, p.cashier_id, \
                       p.cashier_name, p.state, p.voided_by, p.voided_name, p.voided_at, p.void_reason, p.version, \
                       p.brought_by";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "shift_id",
    "number",
    "paid_on",
    "received_at",
    "place_id",
    "places",
    "payer_id",
    "bills_fen",
    "prepaid_fen",
    "purpose",
    "tendered_fen",
    "change_fen",
    "note",
    "entry_id",
    "cashier_id",
    "cashier_name",
    "state",
    "version",
    "brought_by",
];
const LINE: &[&str] =
    &["org_id", "payment_id", "line", "bill_id", "place_id", "place", "fee_item", "from_on", "to_on", "amount_fen"];
const METHOD: &[&str] = &["org_id", "payment_id", "line", "method", "amount_fen", "reference"];

fn payments(cx: &Context) -> Select {
    Select::from("payments p").columns(COLUMNS).scope("p.org_id", cx.scope())
}

/// A page of payments, latest first, and how many there are; `found` are the rooms that were looked for.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &PaymentFilter,
    found: Option<Vec<PlaceId>>,
) -> Result<(Vec<PaymentRow>, i64)> {
    let mut select = payments(cx)
        .filter_if("p.id = ?", filter.id)
        .filter_if("p.org_id = ?", filter.org_id)
        .filter_if("p.shift_id = ?", filter.shift_id)
        .filter_if("p.place_id = ?", filter.place_id)
        .filter_if("p.state = ?", filter.payment_state.map(PaymentState::word));
    match found {
        Some(places) if !places.is_empty() => {
            select = select.among("p.place_id", places.iter().map(Arg::from).collect());
        }
        _ => select = select.search(&["p.number"], page.q.as_deref().unwrap_or_default()),
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["p.received_at", "p.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One payment, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: PaymentId) -> Result<PaymentRow> {
    let (sql, args) = payments(cx).filter("p.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// What was paid of which bill.
pub(crate) async fn lines(cx: &mut Context, payment: &PaymentRow) -> Result<Vec<PaymentLineRow>> {
    let sql = "SELECT bill_id, place_id, place, fee_item, from_on, to_on, amount_fen FROM payment_lines \
               WHERE org_id = $1 AND payment_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![payment.org_id, payment.id]).await
}

/// In which ways it came.
pub(crate) async fn methods(cx: &mut Context, payment: &PaymentRow) -> Result<Vec<PaymentMethodRow>> {
    let sql = "SELECT method, amount_fen, reference FROM payment_methods \
               WHERE org_id = $1 AND payment_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![payment.org_id, payment.id]).await
}

/// These payments.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[PaymentId]) -> Result<Vec<PaymentRow>> {
    let (sql, args) = payments(cx).among("p.id", ids.iter().map(Arg::from).collect()).build();
    cx.tx().fetch_all(sql, args).await
}

/// What was paid of which bill by these payments.
pub(crate) async fn lines_of(cx: &mut Context, ids: &[PaymentId]) -> Result<BTreeMap<PaymentId, Vec<PaymentLineRow>>> {
    let (sql, args) = Select::from("payment_lines l")
        .columns("l.payment_id, l.bill_id, l.place_id, l.place, l.fee_item, l.from_on, l.to_on, l.amount_fen")
        .scope("l.org_id", cx.scope())
        .among("l.payment_id", ids.iter().map(Arg::from).collect())
        .order_by("l.payment_id, l.line")
        .build();
    let mut found: BTreeMap<PaymentId, Vec<PaymentLineRow>> = BTreeMap::new();
    for (payment, line) in cx.tx().fetch_all::<LineOf>(sql, args).await?.into_iter().map(LineOf::apart) {
        found.entry(payment).or_default().push(line);
    }
    Ok(found)
}

/// In which ways these payments came.
pub(crate) async fn methods_of(
    cx: &mut Context,
    ids: &[PaymentId],
) -> Result<BTreeMap<PaymentId, Vec<PaymentMethodRow>>> {
    let (sql, args) = Select::from("payment_methods m")
        .columns("m.payment_id, m.method, m.amount_fen, m.reference")
        .scope("m.org_id", cx.scope())
        .among("m.payment_id", ids.iter().map(Arg::from).collect())
        .order_by("m.payment_id, m.line")
        .build();
    let mut found: BTreeMap<PaymentId, Vec<PaymentMethodRow>> = BTreeMap::new();
    for (payment, method) in cx.tx().fetch_all::<MethodOf>(sql, args).await?.into_iter().map(MethodOf::apart) {
        found.entry(payment).or_default().push(method);
    }
    Ok(found)
}

/// The payments of a shift, or those of a community that count for some days, in the order they were taken.
pub(crate) async fn ids(
    cx: &mut Context,
    org: OrgId,
    shift: Option<CashShiftId>,
    days: Option<(Date, Date)>,
) -> Result<Vec<PaymentId>> {
    let (sql, args) = Select::from("payments p")
        .columns("p.id")
        .scope("p.org_id", cx.scope())
        .filter("p.org_id = ?", args![org])
        .filter_if("p.shift_id = ?", shift)
        .filter_if("p.paid_on >= ?", days.map(|(from, _)| from))
        .filter_if("p.paid_on <= ?", days.map(|(_, until)| until))
        .order_by("p.received_at, p.number")
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// What somebody has paid in the communities of the scope, latest first.
pub(crate) async fn of_payer(cx: &mut Context, person: PersonId, most: i64) -> Result<Vec<PaymentRow>> {
    let (sql, args) = payments(cx)
        .filter("p.payer_id = ?", args![person])
        .order_by("p.received_at DESC, p.id DESC")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters a payment with its lines and ways.
pub(crate) async fn insert(
    cx: &mut Context,
    p: &PaymentRow,
    lines: &[PaymentLineRow],
    methods: &[PaymentMethodRow],
) -> Result<()> {
    let values = args![
        p.org_id,
        p.id,
        p.shift_id,
        &p.number,
        p.paid_on,
        p.received_at,
        p.place_id,
        &p.places,
        p.payer_id,
        p.bills_fen,
        p.prepaid_fen,
        p.purpose.map(|purpose| purpose.word()),
        p.tendered_fen,
        p.change_fen,
        &p.note,
        p.entry_id,
        p.cashier_id,
        &p.cashier_name,
        p.state.word(),
        p.version,
        &p.brought_by
    ];
    cx.tx().insert_many("payments", NAMES, vec![values]).await?;
    let line = |(nth, l): (i64, &PaymentLineRow)| {
        args![p.org_id, p.id, nth, l.bill_id, l.place_id, &l.place, &l.fee_item, l.from_on, l.to_on, l.amount_fen]
    };
    cx.tx().insert_many("payment_lines", LINE, (1..).zip(lines).map(line).collect()).await?;
    let way =
        |(nth, m): (i64, &PaymentMethodRow)| args![p.org_id, p.id, nth, m.method.word(), m.amount_fen, &m.reference];
    cx.tx().insert_many("payment_methods", METHOD, (1..).zip(methods).map(way).collect()).await
}

/// Voids a payment, which must still stand at the version before.
pub(crate) async fn void(cx: &mut Context, p: &PaymentRow) -> Result<()> {
    let sql = "UPDATE payments SET state = $1, voided_by = $2, voided_name = $3, voided_at = $4, void_reason = $5, \
               version = $6 WHERE org_id = $7 AND id = $8 AND version = $6 - 1";
    let args =
        args![p.state.word(), p.voided_by, &p.voided_name, p.voided_at, &p.void_reason, p.version, p.org_id, p.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The payments of a community of some days, by number.
pub(crate) async fn received(tx: &mut Tx, org: OrgId, (from, until): (Date, Date)) -> Result<Vec<Received>> {
    let sql = "SELECT id, number, paid_on, bills_fen + prepaid_fen AS amount_fen, payer_id, state = 'voided' AS voided \
               FROM payments WHERE org_id = $1 AND paid_on >= $2 AND paid_on <= $3 ORDER BY number";
    tx.fetch_all(sql, args![org, from, until]).await
}
