//! Every statement over spending items. They are the company's, and everybody who spends may read them.

use kernel::{COMPANY, Error, Message, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{SpendingItemFilter, SpendingItemId, SpendingItemRow};

const COLUMNS: &str = "i.id, i.code, i.name, i.book_code, i.disabled_at, i.version";

fn items() -> Select {
    Select::from("spending_items i").columns(COLUMNS).filter("i.org_id = ?", args![COMPANY])
}

/// A page of the items, by code, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &SpendingItemFilter,
) -> Result<(Vec<SpendingItemRow>, i64)> {
    let mut select =
        items().filter_if("i.id = ?", filter.id).search(&["i.code", "i.name"], page.q.as_deref().unwrap_or_default());
    if filter.id.is_none() && filter.disabled != Some(true) {
        select = select.filter("i.disabled_at IS NULL", args![]);
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let (sql, args) = select.after(&["i.book_code", "i.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// All of them in the order of the chart, also those no longer offered.
pub(crate) async fn all(cx: &mut Context) -> Result<Vec<SpendingItemRow>> {
    let (sql, args) = items().order_by("i.book_code, i.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// One item.
pub(crate) async fn one(cx: &mut Context, id: SpendingItemId) -> Result<SpendingItemRow> {
    let (sql, args) = items().filter("i.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// Enters an item whose code and line nobody has.
pub(crate) async fn insert(cx: &mut Context, row: &SpendingItemRow) -> Result<()> {
    let taken = |field: &str| Error::field(field, Message::of("budget-item-taken"));
    for (field, condition, value) in
        [("code", "i.code = ?", &row.code), ("book_code", "i.book_code = ?", &row.book_code)]
    {
        let (sql, args) = items().filter(condition, args![value]).count();
        if cx.tx().fetch_value::<i64>(sql, args).await? > 0 {
            return Err(taken(field));
        }
    }
    const NAMES: &[&str] = &["org_id", "id", "code", "name", "book_code", "version"];
    let values = args![COMPANY, row.id, &row.code, &row.name, &row.book_code, row.version];
    cx.tx().insert_many("spending_items", NAMES, vec![values]).await
}

/// Keeps since when an item is no longer offered.
pub(crate) async fn disable(cx: &mut Context, row: &SpendingItemRow) -> Result<()> {
    let sql =
        "UPDATE spending_items SET disabled_at = $1, version = $2 WHERE org_id = $3 AND id = $4 AND version = $2 - 1";
    let args = args![row.disabled_at, row.version, COMPANY, row.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
