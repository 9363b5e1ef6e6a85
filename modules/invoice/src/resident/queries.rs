//! The invoices of whoever is signed in.

use kernel::Result;
use module::{Context, Shape};
use party::PersonId;
use payment::{PaymentId, PaymentRecord};

use super::model::{Nothing, OwnInvoice, OwnInvoices};
use crate::invoice::{
    queries::{buyer, shape},
    rules, store as invoices,
};

/// Invoices and receipts looked at, at most.
const MOST: i64 = 60;

async fn paid(cx: &mut Context) -> Result<Vec<PaymentRecord>> {
    let person = PersonId::from_uuid(cx.actor().id);
    let ids: Vec<PaymentId> = payment::of_payer(cx, person, MOST).await?.into_iter().map(|line| line.id).collect();
    payment::records(cx, &ids).await
}

/// His invoices, latest first, and what he can have invoiced.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<OwnInvoices> {
    let person = PersonId::from_uuid(cx.actor().id);
    let payments = paid(cx).await?;
    let ids: Vec<PaymentId> = payments.iter().map(|one| one.payment.id).collect();
    let held = invoices::held(cx, &ids).await?;
    let left = rules::open(&payments, &held).iter().map(|line| line.amount_fen).sum();
    let mut rows = Vec::new();
    for row in invoices::of_payer(cx, person, MOST).await? {
        rows.push(OwnInvoice {
            title: buyer(cx, &row)?.title,
            id: row.id,
            number: row.number,
            kind: row.kind,
            places: row.places,
            amount: row.amount_fen,
            state: row.state,
            invoice_number: row.invoice_number,
            link: row.link,
            rejected_because: row.rejected_because,
        });
    }
    Ok(OwnInvoices { rows, left })
}

/// The form: all that he has paid and is on no invoice, ticked, made out to himself. Receipts of several communities are offered by the
/// latest one's.
pub(crate) async fn form(cx: &mut Context, _: Nothing) -> Result<Shape> {
    let mut payments = paid(cx).await?;
    let org = payments.first().map(|one| one.payment.org_id);
    payments.retain(|one| Some(one.payment.org_id) == org);
    let name = cx.actor().name.clone();
    shape(cx, &payments, Some(name)).await
}
