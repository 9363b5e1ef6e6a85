//! Asking for invoices, cancelling what nobody has sent yet, and asking for red ones.

use kernel::{Error, Money, OrgId, Result};
use ledger::series::{Restart, Series};
use module::{Change, Context};
use party::PersonId;

use super::{
    model::{
        CreateInvoice, InvoiceId, InvoiceKind, InvoiceLineRow, InvoiceRow, InvoiceState, ReverseInvoice, WhichInvoice,
    },
    rules, store,
};

/// The series of requests, as the tables name it.
const NUMBERS: &str = "invoice";
/// Buyers are sealed apart from whatever else is.
pub(crate) const SEALED: &str = "invoice.buyer";

/// Asks for an invoice of receipts, over the counter.
pub async fn create(cx: &mut Context, input: CreateInvoice) -> Result<WhichInvoice> {
    ask(cx, input, None).await
}

/// Asks for an invoice of all that was paid of bills by these receipts and stands on none yet; of `own` receipts alone, when somebody
/// asks for himself.
///
/// # Errors
/// [`Error::NotFound`] for receipts outside the scope, or of somebody else.
pub(crate) async fn ask(cx: &mut Context, input: CreateInvoice, own: Option<PersonId>) -> Result<WhichInvoice> {
    let buyer = rules::buyer(&input)?;
    let payments = payment::records(cx, &input.payment_ids).await?;
    let known = payments.len() == input.payment_ids.len();
    let his = |one: &payment::PaymentRecord| own.is_none() || one.payment.payer_id == own;
    if !known || !payments.iter().all(his) {
        return Err(Error::NotFound);
    }
    let held = store::held(cx, &input.payment_ids).await?;
    let lines = rules::lines(&payments, &held)?;
    let mut places: Vec<&str> = lines.iter().map(|line| line.place.as_str()).collect();
    places.dedup();
    let vault = cx.platform().vault.clone();
    let row = InvoiceRow {
        payer_id: payments.first().and_then(|one| one.payment.payer_id),
        places: places.join("、"),
        buyer_kind: input.buyer_kind,
        buyer_sealed: vault.seal_under_master(SEALED, &serde_json::to_vec(&buyer)?)?,
        amount_fen: lines.iter().map(|line| line.amount_fen).sum(),
        ..blank(cx, payments.first().map_or(kernel::COMPANY, |one| one.payment.org_id)).await?
    };
    enter(cx, &row, &lines).await
}

/// A request of whoever asks, with a number, about nothing yet.
async fn blank(cx: &mut Context, org_id: OrgId) -> Result<InvoiceRow> {
    let (id, today): (InvoiceId, _) = (cx.new_id(), cx.now().date(cx.zone()));
    let series = Series { prefix: "FP".to_owned(), restart: Restart::Yearly, width: 6 };
    Ok(InvoiceRow {
        org_id,
        id,
        number: ledgers::number(cx, org_id, NUMBERS, &series, today, &id.to_string()).await?,
        kind: InvoiceKind::Blue,
        red_of: None,
        reason: None,
        payer_id: None,
        places: String::new(),
        buyer_kind: super::model::BuyerKind::Person,
        buyer_sealed: Vec::new(),
        amount_fen: Money::ZERO,
        state: InvoiceState::Asked,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        exchange_id: None,
        invoice_code: None,
        invoice_number: None,
        invoiced_on: None,
        link: None,
        rejected_because: None,
        answered_at: None,
        version: 1,
    })
}

async fn enter(cx: &mut Context, row: &InvoiceRow, lines: &[InvoiceLineRow]) -> Result<WhichInvoice> {
    store::insert(cx, row, lines).await?;
    cx.record(Change::to(row.org_id, row.id).after(row));
    touched(cx, row);
    Ok(WhichInvoice { id: row.id })
}

/// Cancels a request that nobody has sent yet.
pub async fn cancel(cx: &mut Context, which: WhichInvoice) -> Result<WhichInvoice> {
    let was = store::to_change(cx, which.id).await?;
    rules::cancel(&was)?;
    store::let_go(cx, was.org_id, was.id).await?;
    changed(cx, &was, InvoiceRow { state: InvoiceState::Cancelled, ..was.clone() }).await
}

/// Asks for a red invoice that takes all of an issued one back. What is on that may be invoiced anew once the red one is issued.
pub async fn reverse(cx: &mut Context, input: ReverseInvoice) -> Result<WhichInvoice> {
    let was = store::to_change(cx, input.id).await?;
    rules::reverse(&was)?;
    let lines = store::lines(cx, &was).await?;
    let row = InvoiceRow {
        kind: InvoiceKind::Red,
        red_of: Some(was.id),
        reason: Some(input.reason),
        payer_id: was.payer_id,
        places: was.places.clone(),
        buyer_kind: was.buyer_kind,
        buyer_sealed: was.buyer_sealed.clone(),
        amount_fen: was.amount_fen,
        ..blank(cx, was.org_id).await?
    };
    if store::has_red(cx, &was).await? {
        return Err(Error::broken("invoice-red-waits"));
    }
    cx.touch(format!("invoice:{}", was.id));
    enter(cx, &row, &lines).await
}

/// Keeps how an invoice stands now.
pub(crate) async fn changed(cx: &mut Context, was: &InvoiceRow, is: InvoiceRow) -> Result<WhichInvoice> {
    let is = InvoiceRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(WhichInvoice { id: is.id })
}

fn touched(cx: &mut Context, row: &InvoiceRow) {
    cx.touch(format!("invoice:{}", row.id));
    cx.touch(format!("invoices:{}", row.org_id));
}
