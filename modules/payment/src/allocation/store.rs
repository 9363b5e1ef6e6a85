//! Every statement over orders of allocation.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{AllocationOrderFilter, AllocationOrderRow};

const COLUMNS: &str = "o.org_id, o.id, o.rule, o.spread, o.whole_bills, o.changed_by, \
                       o.changed_name, o.changed_at, o.version";
const NAMES: &[&str] =
    &["org_id", "id", "rule", "spread", "whole_bills", "changed_by", "changed_name", "changed_at", "version"];

fn orders(cx: &Context) -> Select {
    Select::from("allocation_orders o").columns(COLUMNS).scope("o.org_id", cx.scope())
}

/// A page of orders, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &AllocationOrderFilter,
) -> Result<(Vec<AllocationOrderRow>, i64)> {
    let select = orders(cx)
        .filter_if("o.org_id = ?", filter.org_id)
        .search(&["o.changed_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["o.changed_at", "o.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// The order of a community, if it has said one.
pub(crate) async fn of_community(cx: &mut Context, org: OrgId) -> Result<Option<AllocationOrderRow>> {
    let (sql, args) = orders(cx).filter("o.org_id = ?", args![org]).build();
    cx.tx().fetch_optional(sql, args).await
}

/// Enters the first order of a community.
pub(crate) async fn insert(cx: &mut Context, o: &AllocationOrderRow) -> Result<()> {
    let values = args![
        o.org_id,
        o.id,
        o.rule.word(),
        o.spread.word(),
        o.whole_bills,
        o.changed_by,
        &o.changed_name,
        o.changed_at,
        o.version
    ];
    cx.tx().insert_many("allocation_orders", NAMES, vec![values]).await
}

/// Keeps another, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, o: &AllocationOrderRow) -> Result<()> {
    let sql = "UPDATE allocation_orders SET rule = $1, spread = $2, whole_bills = $3, changed_by = $4, \
               changed_name = $5, changed_at = $6, version = $7 WHERE org_id = $8 AND id = $9 AND version = $7 - 1";
    let args = args![
        o.rule.word(),
        o.spread.word(),
        o.whole_bills,
        o.changed_by,
        &o.changed_name,
        o.changed_at,
        o.version,
        o.org_id,
        o.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
