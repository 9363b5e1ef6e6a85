//! Sending requests in a file.

use kernel::{Error, Money, Result};
use module::{Change, Context};

use super::{
    model::{CreateExchange, ExchangeRow, WhichExchange},
    store,
};
use crate::invoice::{
    actions::changed,
    model::{InvoiceKind, InvoiceRow, InvoiceState},
    store as invoices,
};

/// The most requests of one file.
const MOST: i64 = 500;

/// Sends what was asked for and nobody has sent yet: in the file of the answer, which can be taken as often as it is wanted.
pub async fn create(cx: &mut Context, input: CreateExchange) -> Result<WhichExchange> {
    let org_id = cx.community(input.org_id)?;
    let asked = invoices::asked(cx, org_id, MOST).await?;
    if asked.is_empty() {
        return Err(Error::broken("invoice-exchange-empty"));
    }
    let worth = |one: &InvoiceRow| if one.kind == InvoiceKind::Red { -one.amount_fen } else { one.amount_fen };
    let row = ExchangeRow {
        org_id,
        id: cx.new_id(),
        requests: i64::try_from(asked.len()).unwrap_or(MOST),
        amount_fen: asked.iter().map(worth).sum::<Money>(),
        sent_by: cx.actor().id,
        sent_name: cx.actor().name.clone(),
        sent_at: cx.now(),
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org_id, row.id).after(&row));
    for was in &asked {
        let is = InvoiceRow { state: InvoiceState::Sent, exchange_id: Some(row.id), ..was.clone() };
        changed(cx, was, is).await?;
    }
    cx.touch(format!("invoice_exchanges:{org_id}"));
    Ok(WhichExchange { id: row.id })
}
