//! Every statement over fee sets.

use kernel::{Error, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, Tx, args};

use super::model::{FeeSetFilter, FeeSetId, FeeSetRow};

const COLUMNS: &str = "f.org_id, f.id, f.name, f.tariffs, f.created_at, f.changed_at, f.version";

fn sets(cx: &Context) -> Select {
    Select::from("fee_sets f").columns(COLUMNS).scope("f.org_id", cx.scope())
}

/// A page of sets by name, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &FeeSetFilter) -> Result<(Vec<FeeSetRow>, i64)> {
    let select = sets(cx)
        .filter_if("f.id = ?", filter.id)
        .filter_if("f.org_id = ?", filter.org_id)
        .search(&["f.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let (sql, args) = select.after(&["f.name", "f.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One set.
pub(crate) async fn one(cx: &mut Context, id: FeeSetId) -> Result<FeeSetRow> {
    let (sql, args) = sets(cx).filter("f.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// Enters one.
pub(crate) async fn insert(cx: &mut Context, row: &FeeSetRow) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "name", "tariffs", "created_at", "changed_at", "version"];
    let values = args![row.org_id, row.id, &row.name, &row.tariffs, row.created_at, row.changed_at, row.version];
    cx.tx().insert_many("fee_sets", NAMES, vec![values]).await
}

/// Keeps a changed one.
pub(crate) async fn update(tx: &mut Tx, row: &FeeSetRow) -> Result<()> {
    let sql = "UPDATE fee_sets SET name = $1, tariffs = $2, changed_at = $3, version = $4 \
               WHERE org_id = $5 AND id = $6 AND version = $4 - 1";
    let args = args![&row.name, &row.tariffs, row.changed_at, row.version, row.org_id, row.id];
    if tx.execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
