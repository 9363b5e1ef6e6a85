//! Every statement over fee items. They are the company's, and everybody who charges may read them.

use kernel::{COMPANY, Error, Message, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, Tx, args};

use super::model::{FeeItemFilter, FeeItemId, FeeItemRow, FeeKind};

const COLUMNS: &str = "i.id, i.code, i.name, i.fee_class, i.note, i.disabled_at, i.created_at, i.version";

fn items() -> Select {
    Select::from("fee_items i").columns(COLUMNS).filter("i.org_id = ?", args![COMPANY])
}

/// A page of the items, by code, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &FeeItemFilter) -> Result<(Vec<FeeItemRow>, i64)> {
    let mut select = items()
        .filter_if("i.id = ?", filter.id)
        .filter_if("i.fee_class = ?", filter.fee_class.map(FeeKind::word))
        .search(&["i.code", "i.name"], page.q.as_deref().unwrap_or_default());
    if filter.id.is_none() && filter.disabled != Some(true) {
        select = select.filter("i.disabled_at IS NULL", args![]);
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let (sql, args) = select.after(&["i.code", "i.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One item.
pub(crate) async fn one(cx: &mut Context, id: FeeItemId) -> Result<FeeItemRow> {
    let (sql, args) = items().filter("i.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// These items.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[FeeItemId]) -> Result<Vec<FeeItemRow>> {
    let (sql, args) = items().among("i.id", ids.iter().map(store::Arg::from).collect()).build();
    cx.tx().fetch_all(sql, args).await
}

/// All items in use.
pub(crate) async fn in_use(cx: &mut Context) -> Result<Vec<FeeItemRow>> {
    let (sql, args) = items().filter("i.disabled_at IS NULL", args![]).order_by("i.code").build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters an item whose code nobody has.
pub(crate) async fn insert(cx: &mut Context, row: &FeeItemRow) -> Result<()> {
    let (sql, args) = items().filter("i.code = ?", args![&row.code]).count();
    if cx.tx().fetch_value::<i64>(sql, args).await? > 0 {
        return Err(Error::field("code", Message::of("tariff-code-taken").with("code", &row.code)));
    }
    const NAMES: &[&str] = &["org_id", "id", "code", "name", "fee_class", "note", "created_at", "version"];
    let values =
        args![COMPANY, row.id, &row.code, &row.name, row.fee_class.word(), &row.note, row.created_at, row.version];
    cx.tx().insert_many("fee_items", NAMES, vec![values]).await
}

/// Keeps what may be changed of an item.
pub(crate) async fn update(tx: &mut Tx, row: &FeeItemRow) -> Result<()> {
    let sql = "UPDATE fee_items SET name = $1, note = $2, disabled_at = $3, version = version + 1 \
               WHERE org_id = $4 AND id = $5 AND version = $6";
    let args = args![&row.name, &row.note, row.disabled_at, COMPANY, row.id, row.version];
    if tx.execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
