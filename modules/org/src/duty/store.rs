//! Statements over duties.

use kernel::{Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Arg, Order, Select, args};

use super::model::{DutyFilter, DutyRow};
use crate::{
    model::{DutyId, StaffId, Trade},
    staff::model::StaffName,
};

const DUTY: &str = "d.id, d.org_id, d.staff_id, s.name AS staff, d.trade, d.from_at, d.to_at";
const DUTIES: &str = "duties d JOIN staff s ON s.id = d.staff_id";

/// One duty of the scope, to be changed.
pub async fn locked(cx: &mut Context, id: DutyId) -> Result<DutyRow> {
    let (sql, args) =
        Select::from(DUTIES).columns(DUTY).scope("d.org_id", cx.scope()).filter("d.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Enters a duty.
pub async fn insert(cx: &mut Context, row: &DutyRow) -> Result<()> {
    let columns = &["org_id", "id", "staff_id", "trade", "from_at", "to_at"];
    let values = args![row.org_id, row.id, row.staff_id, &row.trade, row.from_at, row.to_at];
    cx.tx().insert_many("duties", columns, vec![values]).await
}

/// Ends a duty at an instant.
pub async fn end(cx: &mut Context, org: OrgId, id: DutyId, at: Instant) -> Result<()> {
    let sql = "UPDATE duties SET to_at = $1 WHERE org_id = $2 AND id = $3";
    cx.tx().execute(sql, args![at, org, id]).await.map(|_| ())
}

/// One page of duties and how many there are.
pub async fn list(cx: &mut Context, page: &Paging, filter: &DutyFilter) -> Result<(Vec<DutyRow>, i64)> {
    let select = Select::from(DUTIES)
        .columns(DUTY)
        .scope("d.org_id", cx.scope())
        .filter_if("d.id = ?", filter.id)
        .filter_if("d.org_id = ?", filter.org_id)
        .filter_if("d.staff_id = ?", filter.staff_id)
        .filter_if("d.trade = ?", filter.trade.map(Trade::word))
        .search(&["s.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count();
    let count: i64 = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order() == Some(("from_at", false)) { Order::Up } else { Order::Down };
    let seek = page.seek()?;
    let (sql, args) = select.after(&["d.from_at", "d.id"], order, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count.min(COUNT_LIMIT)))
}

/// The duties of one member of staff that lie in a span of time, next first.
pub async fn of_staff(cx: &mut Context, staff: StaffId, from: Instant, until: Instant) -> Result<Vec<DutyRow>> {
    let (sql, args) = Select::from(DUTIES)
        .columns(DUTY)
        .scope("d.org_id", cx.scope())
        .filter("d.staff_id = ? AND d.to_at > ? AND d.from_at < ?", args![staff, from, until])
        .order_by("d.from_at, d.id")
        .limit(200)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Who is on call in one of these units at an instant; those for the trade itself come first.
pub async fn on_duty(cx: &mut Context, units: &[OrgId], trade: Option<Trade>, at: Instant) -> Result<Vec<StaffName>> {
    let select = Select::from("duties d")
        .columns("s.id, s.name, s.number")
        .join("JOIN staff s ON s.id = d.staff_id")
        .among("d.org_id", units.iter().map(Arg::from).collect())
        .filter("d.from_at <= ? AND d.to_at > ?", args![at, at])
        .filter_if("(d.trade IS NULL OR d.trade = ?)", trade.map(Trade::word))
        .order_by("CASE WHEN d.trade IS NULL THEN 1 ELSE 0 END, d.from_at, s.number");
    let (sql, args) = select.build();
    cx.tx().fetch_all(sql, args).await
}
