//! Statements over deputies. They belong to the company as its staff does; the fence of the list is where the absent one is employed.

use kernel::{Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, Tx, args};

use super::model::{DeputyFilter, DeputyRow};
use crate::{
    model::{DeputyId, StaffId},
    staff::model::StaffName,
};

const DEPUTY: &str =
    "d.id, s.unit_id, d.staff_id, s.name AS staff, d.deputy_id, t.name AS deputy, d.from_at, d.to_at, d.reason";
const DEPUTIES: &str = "deputies d JOIN staff s ON s.org_id = d.org_id AND s.id = d.staff_id \
                        JOIN staff t ON t.org_id = d.org_id AND t.id = d.deputy_id";

fn of_company(cx: &Context) -> Select {
    of_home(cx.actor().home)
}

fn of_home(home: OrgId) -> Select {
    Select::from(DEPUTIES).columns(DEPUTY).filter("d.org_id = ?", args![home])
}

/// One of them, to be changed; the reader's own, or that of somebody of the scope.
pub async fn locked(cx: &mut Context, id: DeputyId) -> Result<DeputyRow> {
    let (sql, args) = of_company(cx).scope("s.unit_id", cx.scope()).filter("d.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Enters one.
pub async fn insert(cx: &mut Context, row: &DeputyRow) -> Result<()> {
    let columns = &["org_id", "id", "staff_id", "deputy_id", "from_at", "to_at", "reason"];
    let values =
        args![cx.actor().home, row.id, row.staff_id, row.deputy_id, row.from_at, row.to_at, row.reason.as_deref()];
    cx.tx().insert_many("deputies", columns, vec![values]).await
}

/// Ends one at an instant.
pub async fn end(cx: &mut Context, id: DeputyId, at: Instant) -> Result<()> {
    let home = cx.actor().home;
    let sql = "UPDATE deputies SET to_at = $1 WHERE org_id = $2 AND id = $3";
    cx.tx().execute(sql, args![at, home, id]).await.map(|_| ())
}

/// Those of either person that end after an instant.
pub async fn of_either(cx: &mut Context, one: StaffId, other: StaffId, after: Instant) -> Result<Vec<DeputyRow>> {
    let (sql, args) = of_company(cx)
        .filter("d.to_at > ? AND (d.staff_id = ? OR d.staff_id = ?)", args![after, one, other])
        .order_by("d.from_at")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Those in force at an instant: who is away, and who stands in.
pub async fn in_force(tx: &mut Tx, home: OrgId, at: Instant) -> Result<Vec<(StaffName, StaffName)>> {
    let (sql, args) = of_home(home)
        .columns("s.id, s.name, s.number, t.id, t.name, t.number")
        .filter("d.to_at > ? AND d.from_at <= ?", args![at, at])
        .filter("t.state = 'employed'", store::Args::new())
        .build();
    let rows: Vec<(StaffId, String, String, StaffId, String, String)> = tx.fetch_all(sql, args).await?;
    let name = |id, name, number| StaffName { id, name, number };
    Ok(rows.into_iter().map(|(a, b, c, x, y, z)| (name(a, b, c), name(x, y, z))).collect())
}

/// One page of them and how many there are, latest first.
pub async fn list(cx: &mut Context, page: &Paging, filter: &DeputyFilter) -> Result<(Vec<DeputyRow>, i64)> {
    let select = of_company(cx)
        .scope("s.unit_id", cx.scope())
        .filter_if("d.id = ?", filter.id)
        .filter_if("d.staff_id = ?", filter.staff_id)
        .filter_if("d.deputy_id = ?", filter.deputy_id)
        .search(&["s.name", "t.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count: i64 = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order() == Some(("from_at", false)) { Order::Up } else { Order::Down };
    let seek = page.seek()?;
    let (sql, args) = select.after(&["d.from_at", "d.id"], order, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}
