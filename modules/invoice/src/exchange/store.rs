//! Every statement over files of requests.

use kernel::Result;
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{ExchangeFilter, ExchangeRow};
use crate::invoice::model::InvoiceExchangeId;

const NAMES: &[&str] = &["org_id", "id", "requests", "amount_fen", "sent_by", "sent_name", "sent_at"];

fn exchanges(cx: &Context) -> Select {
    Select::from("invoice_exchanges e")
        .columns("e.org_id, e.id, e.requests, e.amount_fen, e.sent_by, e.sent_name, e.sent_at")
        .scope("e.org_id", cx.scope())
}

/// A page of files, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &ExchangeFilter) -> Result<(Vec<ExchangeRow>, i64)> {
    let select = exchanges(cx)
        .filter_if("e.id = ?", filter.id)
        .filter_if("e.org_id = ?", filter.org_id)
        .search(&["e.sent_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["e.sent_at", "e.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One file.
pub(crate) async fn one(cx: &mut Context, id: InvoiceExchangeId) -> Result<ExchangeRow> {
    let (sql, args) = exchanges(cx).filter("e.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// Enters a file.
pub(crate) async fn insert(cx: &mut Context, row: &ExchangeRow) -> Result<()> {
    let values = args![row.org_id, row.id, row.requests, row.amount_fen, row.sent_by, &row.sent_name, row.sent_at];
    cx.tx().insert_many("invoice_exchanges", NAMES, vec![values]).await
}
