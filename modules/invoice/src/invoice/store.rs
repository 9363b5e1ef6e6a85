//! Every statement over invoices.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use party::PersonId;
use payment::PaymentId;
use store::{Arg, Order, Select, args};

use super::model::{
    Held, InvoiceExchangeId, InvoiceFilter, InvoiceId, InvoiceKind, InvoiceLineRow, InvoiceRow, InvoiceState,
};

const COLUMNS: &str = "i.org_id, i.id, i.number, i.kind, i.red_of, i.reason, i.payer_id, i.places, i.buyer_kind, \
                       i.buyer_sealed, i.amount_fen, i.state, i.asked_by, i.asked_name, i.asked_at, i.exchange_id, \
                       i.invoice_code, i.invoice_number, i.invoiced_on, i.link, i.rejected_because, i.answered_at, i.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "number",
    "kind",
    "red_of",
    "reason",
    "payer_id",
    "places",
    "buyer_kind",
    "buyer_sealed",
    "amount_fen",
    "state",
    "asked_by",
    "asked_name",
    "asked_at",
    "version",
];
const LINE: &[&str] = &[
    "org_id",
    "invoice_id",
    "line",
    "payment_id",
    "receipt",
    "bill_id",
    "place",
    "fee_item",
    "from_on",
    "to_on",
    "amount_fen",
    "living",
];

fn invoices(cx: &Context) -> Select {
    Select::from("invoices i").columns(COLUMNS).scope("i.org_id", cx.scope())
}

/// A page of invoices, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &InvoiceFilter) -> Result<(Vec<InvoiceRow>, i64)> {
    let select = invoices(cx)
        .filter_if("i.id = ?", filter.id)
        .filter_if("i.org_id = ?", filter.org_id)
        .filter_if("i.exchange_id = ?", filter.exchange_id)
        .filter_if("i.state = ?", filter.invoice_state.map(InvoiceState::word))
        .filter_if("i.kind = ?", filter.invoice_kind.map(InvoiceKind::word))
        .search(&["i.number", "i.invoice_number", "i.places"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["i.asked_at", "i.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One invoice.
pub(crate) async fn one(cx: &mut Context, id: InvoiceId) -> Result<InvoiceRow> {
    let (sql, args) = invoices(cx).filter("i.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: InvoiceId) -> Result<InvoiceRow> {
    let (sql, args) = invoices(cx).filter("i.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The invoice of a request's number, kept from others until the end of the transaction.
pub(crate) async fn numbered(cx: &mut Context, org: OrgId, number: &str) -> Result<Option<InvoiceRow>> {
    let (sql, args) = invoices(cx).filter("i.org_id = ? AND i.number = ?", args![org, number]).build();
    cx.tx().fetch_optional(sql.for_update(), args).await
}

/// Those nobody has sent yet, the oldest first, kept from others until the end of the transaction.
pub(crate) async fn asked(cx: &mut Context, org: OrgId, most: i64) -> Result<Vec<InvoiceRow>> {
    let (sql, args) =
        invoices(cx).filter("i.org_id = ? AND i.state = 'asked'", args![org]).order_by("i.number").limit(most).build();
    cx.tx().fetch_all(sql.for_update(), args).await
}

/// Those that were sent in a file, by number.
pub(crate) async fn of_exchange(cx: &mut Context, id: InvoiceExchangeId) -> Result<Vec<InvoiceRow>> {
    let (sql, args) = invoices(cx).filter("i.exchange_id = ?", args![id]).order_by("i.number").build();
    cx.tx().fetch_all(sql, args).await
}

/// Those of somebody's payments, latest first.
pub(crate) async fn of_payer(cx: &mut Context, person: PersonId, most: i64) -> Result<Vec<InvoiceRow>> {
    let (sql, args) =
        invoices(cx).filter("i.payer_id = ?", args![person]).order_by("i.asked_at DESC, i.id DESC").limit(most).build();
    cx.tx().fetch_all(sql, args).await
}

/// What of these payments stands on a living invoice.
pub(crate) async fn held(cx: &mut Context, payments: &[PaymentId]) -> Result<Vec<Held>> {
    let (sql, args) = Select::from("invoice_lines l")
        .columns("l.payment_id, l.bill_id")
        .scope("l.org_id", cx.scope())
        .filter("l.living", args![])
        .among("l.payment_id", payments.iter().map(Arg::from).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What is on an invoice.
pub(crate) async fn lines(cx: &mut Context, invoice: &InvoiceRow) -> Result<Vec<InvoiceLineRow>> {
    let sql = "SELECT payment_id, receipt, bill_id, place, fee_item, from_on, to_on, amount_fen FROM invoice_lines \
               WHERE org_id = $1 AND invoice_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![invoice.org_id, invoice.id]).await
}

/// Enters an invoice; what is on a blue one can stand on no other while it lives.
pub(crate) async fn insert(cx: &mut Context, row: &InvoiceRow, lines: &[InvoiceLineRow]) -> Result<()> {
    let values = args![
        row.org_id,
        row.id,
        &row.number,
        row.kind.word(),
        row.red_of,
        &row.reason,
        row.payer_id,
        &row.places,
        row.buyer_kind.word(),
        &row.buyer_sealed,
        row.amount_fen,
        row.state.word(),
        row.asked_by,
        &row.asked_name,
        row.asked_at,
        row.version
    ];
    cx.tx().insert_many("invoices", NAMES, vec![values]).await?;
    let values = |(nth, line): (i64, &InvoiceLineRow)| {
        args![
            row.org_id,
            row.id,
            nth,
            line.payment_id,
            &line.receipt,
            line.bill_id,
            &line.place,
            &line.fee_item,
            line.from_on,
            line.to_on,
            line.amount_fen,
            row.kind == InvoiceKind::Blue
        ]
    };
    cx.tx().insert_many("invoice_lines", LINE, (1..).zip(lines).map(values).collect()).await
}

/// What is on an invoice may stand on another from now on.
pub(crate) async fn let_go(cx: &mut Context, org: OrgId, id: InvoiceId) -> Result<()> {
    let sql = "UPDATE invoice_lines SET living = $1 WHERE org_id = $2 AND invoice_id = $3";
    cx.tx().execute(sql, args![false, org, id]).await.map(|_| ())
}

/// Keeps how an invoice stands, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, row: &InvoiceRow) -> Result<()> {
    let sql = "UPDATE invoices SET state = $1, exchange_id = $2, invoice_code = $3, invoice_number = $4, invoiced_on = $5, \
               link = $6, rejected_because = $7, answered_at = $8, version = $9 \
               WHERE org_id = $10 AND id = $11 AND version = $9 - 1";
    let args = args![
        row.state.word(),
        row.exchange_id,
        &row.invoice_code,
        &row.invoice_number,
        row.invoiced_on,
        &row.link,
        &row.rejected_because,
        row.answered_at,
        row.version,
        row.org_id,
        row.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Whether a red one for it is under way.
pub(crate) async fn has_red(cx: &mut Context, invoice: &InvoiceRow) -> Result<bool> {
    let sql =
        "SELECT count(*) FROM invoices WHERE org_id = $1 AND red_of = $2 AND state IN ('asked', 'sent', 'issued')";
    Ok(cx.tx().fetch_value::<i64>(sql, args![invoice.org_id, invoice.id]).await? > 0)
}

/// Whether an invoice bears a number of the tax office already.
pub(crate) async fn is_known(cx: &mut Context, org: OrgId, invoice_number: &str) -> Result<bool> {
    let sql = "SELECT count(*) FROM invoices WHERE org_id = $1 AND invoice_number = $2";
    Ok(cx.tx().fetch_value::<i64>(sql, args![org, invoice_number]).await? > 0)
}
