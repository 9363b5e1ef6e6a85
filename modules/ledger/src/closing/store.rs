//! Every statement over closings.

use kernel::{OrgId, Result};
use module::{COUNT_LIMIT, Context, Listing, Paging};
use store::{Cursor, Order, Select, args};

use super::model::{ClosingFilter, ClosingRow};

const COLUMNS: &str = "c.org_id, c.nth, c.until_on, c.after_entries, c.reason, c.made_by, c.made_at";

/// Those of a unit, in their order.
pub(crate) async fn of(cx: &mut Context, org: OrgId) -> Result<Vec<ClosingRow>> {
    let select = Select::from("closings c").columns(COLUMNS).scope("c.org_id", cx.scope());
    let (sql, args) = select.filter("c.org_id = ?", args![org]).order_by("c.nth").build();
    cx.tx().fetch_all(sql, args).await
}

/// Adds one.
pub(crate) async fn insert(cx: &mut Context, row: &ClosingRow) -> Result<()> {
    let names = &["org_id", "nth", "until_on", "after_entries", "reason", "made_by", "made_at"];
    let values =
        args![row.org_id, row.nth, row.until_on, row.after_entries, row.reason.as_deref(), &row.made_by, row.made_at];
    cx.tx().insert_many("closings", names, vec![values]).await
}

/// One page of them, the latest first.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &ClosingFilter) -> Result<Listing<ClosingRow>> {
    let select = Select::from("closings c")
        .columns(COLUMNS)
        .scope("c.org_id", cx.scope())
        .filter_if("c.org_id = ?", filter.org_id)
        .search(&["c.reason", "c.made_by"], page.q.as_deref().unwrap_or_default());
    let select = match filter.reopened {
        Some(true) => select.filter("c.reason IS NOT NULL", Vec::new()),
        Some(false) => select.filter("c.reason IS NULL", Vec::new()),
        None => select,
    };
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let columns = ["c.made_at", "c.org_id", "c.nth"];
    let (sql, args) = select.after(&columns, Order::Down, page.seek()?).limit(page.limit() + 1).build();
    let rows: Vec<ClosingRow> = cx.tx().fetch_all(sql, args).await?;
    Ok(Listing::cut(rows, page, count, |c| Cursor(args![c.made_at, c.org_id, c.nth]).to_string()))
}
