//! Read models of files of requests.

use kernel::Result;
use module::{Ask, Context, Download, Listing};
use store::{Cursor, args};

use super::{
    model::{ExchangeFilter, ExchangeLine, ExchangeRecord, ExchangeRow, Provider, Request, WhichExchange},
    rules::FileExchange,
    store as rows,
};
use crate::invoice::{
    queries::{buyer, line},
    store as invoices,
};

/// The list of files.
pub async fn list(cx: &mut Context, ask: Ask<ExchangeFilter>) -> Result<Listing<ExchangeLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |e: &ExchangeRow| Cursor(args![e.sent_at, e.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| ExchangeLine {
        id: row.id,
        sent_at: row.sent_at,
        invoice_requests: row.requests,
        amount: row.amount_fen,
        sent_name: row.sent_name,
        community: row.org_id,
    }))
}

/// One file with what is in it.
///
/// # Errors
/// [`kernel::Error::NotFound`] outside the scope.
pub async fn view(cx: &mut Context, which: WhichExchange) -> Result<ExchangeRecord> {
    let exchange = rows::one(cx, which.id).await?;
    let found = invoices::of_exchange(cx, exchange.id).await?;
    let invoices = found.iter().map(|row| line(cx, row)).collect::<Result<_>>()?;
    Ok(ExchangeRecord { exchange, invoices })
}

/// The file itself.
pub(crate) async fn file(cx: &mut Context, which: WhichExchange) -> Result<Download> {
    let exchange = rows::one(cx, which.id).await?;
    let mut requests = Vec::new();
    for invoice in invoices::of_exchange(cx, exchange.id).await? {
        let takes_back = match invoice.red_of {
            Some(blue) => invoices::one(cx, blue).await.map(|blue| Some((blue.invoice_code, blue.invoice_number)))?,
            None => None,
        };
        let lines = invoices::lines(cx, &invoice).await?;
        requests.push(Request { buyer: buyer(cx, &invoice)?, lines, takes_back, invoice });
    }
    let name = format!("invoices-{}.xlsx", exchange.sent_at.date(cx.zone()));
    Ok(Download { name, kind: sheet::MEDIA_TYPE, bytes: FileExchange.write(&requests)? })
}
