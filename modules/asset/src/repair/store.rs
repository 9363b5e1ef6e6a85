//! Every statement over labour rates, and the cases that told faults.

use std::collections::BTreeSet;

use kernel::{Date, OrgId, Result};
use module::{COUNT_LIMIT, Context, Listing, Paging};
use store::{Cursor, Order, Select, args};

use super::model::{LabourRateFilter, LabourRateRow};
use crate::model::Asset;

fn rates(cx: &Context) -> Select {
    Select::from("labour_rates r")
        .columns("r.org_id, r.id, r.from_on, r.hour_fen, r.made_name, r.made_at")
        .scope("r.org_id", cx.scope())
}

/// The rates of a community in the order of their days.
pub(super) async fn of_org(cx: &mut Context, org: OrgId) -> Result<Vec<LabourRateRow>> {
    let (sql, args) = rates(cx).filter("r.org_id = ?", args![org]).order_by("r.from_on").build();
    cx.tx().fetch_all(sql, args).await
}

/// The rate of a community that begins on a day, kept from others until the end of the transaction.
pub(super) async fn from_day(cx: &mut Context, org: OrgId, day: Date) -> Result<Option<LabourRateRow>> {
    let (sql, args) = rates(cx).filter("r.org_id = ? AND r.from_on = ?", args![org, day]).build();
    cx.tx().fetch_optional(sql.for_update(), args).await
}

/// A page of the list, the latest first unless asked otherwise.
pub(super) async fn list(cx: &mut Context, page: &Paging, filter: &LabourRateFilter) -> Result<Listing<LabourRateRow>> {
    let select = rates(cx).filter_if("r.id = ?", filter.id).filter_if("r.org_id = ?", filter.org_id);
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["r.from_on", "r.id"], order, page.seek()?).limit(page.limit() + 1).build();
    let rows = cx.tx().fetch_all(sql, args).await?;
    Ok(Listing::cut(rows, page, count, |row: &LabourRateRow| Cursor(args![row.from_on, row.id]).to_string()))
}

/// Keeps a rate; what was said from that day before is replaced.
pub(super) async fn put(cx: &mut Context, rate: &LabourRateRow) -> Result<()> {
    let sql = "INSERT INTO labour_rates (org_id, id, from_on, hour_fen, made_name, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, from_on) DO UPDATE SET \
               hour_fen = excluded.hour_fen, made_name = excluded.made_name, made_at = excluded.made_at";
    let values = args![rate.org_id, rate.id, rate.from_on, rate.hour_fen, &rate.made_name, rate.made_at];
    cx.tx().execute(sql, values).await.map(drop)
}

/// The cases that ever told a fault of a piece of equipment.
pub(super) async fn sources(cx: &mut Context, asset: &Asset) -> Result<BTreeSet<String>> {
    let sql = "SELECT DISTINCT source FROM faults WHERE org_id = $1 AND asset_id = $2 AND source LIKE 'case_%'";
    Ok(cx.tx().fetch_values::<String>(sql, args![asset.org_id, asset.id]).await?.into_iter().collect())
}
