//! Read models of invoices.

use std::collections::BTreeMap;

use kernel::{
    Label, Money, Result,
    form::{Choice, Kind, form_of},
};
use module::{Ask, Context, Listing, Shape};
use payment::{PaymentId, PaymentRecord};
use serde_json::json;
use store::{Cursor, args};
use ui::Speech;

use super::{
    actions::SEALED,
    model::{
        BegunInvoice, Buyer, BuyerKind, CreateInvoice, InvoiceFilter, InvoiceKind, InvoiceLine, InvoiceRecord,
        InvoiceRow, WhichInvoice,
    },
    rules, store as rows,
};

/// The list of invoices.
pub async fn list(cx: &mut Context, ask: Ask<InvoiceFilter>) -> Result<Listing<InvoiceLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |i: &InvoiceRow| Cursor(args![i.asked_at, i.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    let rows = rows.iter().map(|row| line(cx, row)).collect::<Result<_>>()?;
    Ok(Listing { rows, next, prev, count })
}

/// To whom an invoice is made out.
pub(crate) fn buyer(cx: &Context, row: &InvoiceRow) -> Result<Buyer> {
    let opened = cx.platform().vault.open_under_master(SEALED, &row.buyer_sealed)?;
    Ok(serde_json::from_slice(&opened)?)
}

pub(crate) fn line(cx: &Context, row: &InvoiceRow) -> Result<InvoiceLine> {
    let red = row.kind == InvoiceKind::Red;
    Ok(InvoiceLine {
        id: row.id,
        number: row.number.clone(),
        invoice_kind: row.kind,
        buyer_kind: row.buyer_kind,
        invoice_title: buyer(cx, row)?.title,
        paid_places: row.places.clone(),
        amount: if red { -row.amount_fen } else { row.amount_fen },
        invoice_state: row.state,
        invoice_number: row.invoice_number.clone(),
        asked_name: row.asked_name.clone(),
        asked_at: row.asked_at,
        community: row.org_id,
    })
}

/// One invoice with everything about it.
///
/// # Errors
/// [`kernel::Error::NotFound`] outside the scope.
pub async fn view(cx: &mut Context, which: WhichInvoice) -> Result<InvoiceRecord> {
    let invoice = rows::one(cx, which.id).await?;
    record(cx, invoice).await
}

pub(crate) async fn record(cx: &mut Context, invoice: InvoiceRow) -> Result<InvoiceRecord> {
    let lines = rows::lines(cx, &invoice).await?;
    let mut ids: Vec<PaymentId> = lines.iter().map(|line| line.payment_id).collect();
    ids.dedup();
    let payments = payment::records(cx, &ids).await?;
    let is_stale = rules::is_stale(&lines, &payments);
    Ok(InvoiceRecord { line: line(cx, &invoice)?, buyer: buyer(cx, &invoice)?, lines, is_stale, invoice })
}

/// The form over the receipts that were named, ticked.
pub(crate) async fn form(cx: &mut Context, begun: BegunInvoice) -> Result<Shape> {
    let payments = payment::records(cx, &begun.payment_ids).await?;
    shape(cx, &payments, None).await
}

/// A form over receipts of which something can be invoiced, all ticked.
pub(crate) async fn shape(cx: &mut Context, payments: &[PaymentRecord], title: Option<String>) -> Result<Shape> {
    let ids: Vec<PaymentId> = payments.iter().map(|one| one.payment.id).collect();
    let held = rows::held(cx, &ids).await?;
    let speech = cx.speech();
    let open: Vec<(&PaymentRecord, Money)> = payments
        .iter()
        .map(|one| (one, rules::open(std::slice::from_ref(one), &held).iter().map(|line| line.amount_fen).sum()))
        .filter(|(_, left)| *left > Money::ZERO)
        .collect();
    let mut form = form_of::<CreateInvoice>();
    if !open.is_empty() {
        let choices: Vec<Choice> = open.iter().map(|(one, left)| ticked(&speech, one, *left)).collect();
        for field in form.fields.iter_mut().filter(|field| field.name == "payment_ids") {
            field.kind = Kind::Choice { choices: Vec::clone(&choices) };
        }
    }
    let values = json!({
        "payment_ids": open.iter().map(|(one, _)| one.payment.id).collect::<Vec<_>>(),
        "buyer_kind": BuyerKind::Person,
        "invoice_title": title,
    });
    Ok(Shape { title: None, form, values, known: BTreeMap::new() })
}

/// A receipt in one line: its number, rooms, and what of it can be invoiced.
fn ticked(speech: &Speech, one: &PaymentRecord, left: Money) -> Choice {
    let words = format!("{} {} {}", one.payment.number, one.payment.places, speech.money(left));
    Choice { value: one.payment.id.to_string(), label: Some(Label::Both { zh: words.clone(), en: words }) }
}
