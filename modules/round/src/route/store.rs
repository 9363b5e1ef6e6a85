//! Every statement over routes and the scans of rounds.

use kernel::{Error, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{PointResult, RouteFilter, RouteId, RouteRow, ScanRow};
use crate::{
    occurrence::model::{OccurrenceRow, ResultRow},
    plan::model::PlanState,
    position::model::Nearness,
};

const COLUMNS: &str =
    "r.org_id, r.id, r.name, r.ordering, r.points, r.count, r.state, r.created_at, r.changed_at, r.version";
const NAMES: &[&str] =
    &["org_id", "id", "name", "ordering", "points", "count", "state", "created_at", "changed_at", "version"];

fn routes(cx: &Context) -> Select {
    Select::from("routes r").columns(COLUMNS).scope("r.org_id", cx.scope())
}

/// A page of the routes that are walked, by name, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &RouteFilter) -> Result<(Vec<RouteRow>, i64)> {
    let select = routes(cx)
        .filter("r.state = ?", args![PlanState::Active.word()])
        .filter_if("r.id = ?", filter.id)
        .filter_if("r.org_id = ?", filter.org_id)
        .search(&["r.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let seek = page.seek()?;
    let (sql, args) = select.after(&["r.name", "r.id"], order, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One route.
pub(crate) async fn one(cx: &mut Context, id: RouteId) -> Result<RouteRow> {
    let (sql, args) = routes(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: RouteId) -> Result<RouteRow> {
    let (sql, args) = routes(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Those with these ids.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[RouteId]) -> Result<Vec<RouteRow>> {
    let (sql, args) = routes(cx).among("r.id", ids.iter().map(store::Arg::from).collect()).build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters a route.
pub(crate) async fn insert(cx: &mut Context, route: &RouteRow) -> Result<()> {
    let values = args![
        route.org_id,
        route.id,
        &route.name,
        route.ordering.word(),
        &route.points,
        route.count,
        route.state.word(),
        route.created_at,
        route.changed_at,
        route.version,
    ];
    cx.tx().insert_many("routes", NAMES, vec![values]).await
}

/// Keeps a changed route, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, route: &RouteRow) -> Result<()> {
    let sql = "UPDATE routes SET name = $3, ordering = $4, points = $5, count = $6, state = $7, changed_at = $8, version = $9 \
               WHERE org_id = $1 AND id = $2 AND version = $9 - 1";
    let values = args![
        route.org_id,
        route.id,
        &route.name,
        route.ordering.word(),
        &route.points,
        route.count,
        route.state.word(),
        route.changed_at,
        route.version,
    ];
    if cx.tx().execute(sql, values).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Who was where on a round.
pub(crate) async fn scans(cx: &mut Context, of: &OccurrenceRow) -> Result<Vec<ScanRow>> {
    let sql = "SELECT id, point_id, at, by_id, by_name, location, near FROM scans WHERE org_id = $1 AND occurrence_id = $2 \
         ORDER BY at, id";
    cx.tx().fetch_all(sql, args![of.org_id, of.id]).await
}

/// Notes that somebody was at a point.
pub(crate) async fn add_scan(cx: &mut Context, of: &OccurrenceRow, scan: &ScanRow) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "occurrence_id", "id", "point_id", "at", "by_id", "by_name", "location", "near"];
    let values = args![
        of.org_id,
        of.id,
        scan.id,
        scan.point_id,
        scan.at,
        scan.by_id,
        &scan.by_name,
        &scan.location,
        scan.near.map(Nearness::word),
    ];
    cx.tx().insert_many("scans", NAMES, vec![values]).await
}

/// What stands before the id of a point in the column of steps.
pub(crate) const POINT: &str = "point:";

/// What the points of a round that is done were worth.
pub(crate) fn kept(results: &[ResultRow]) -> Result<Vec<PointResult>> {
    let mut points: Vec<(i64, PointResult)> = Vec::new();
    for row in results.iter().filter(|row| row.step.starts_with(POINT)) {
        points.push(serde_json::from_str(&row.given)?);
    }
    points.sort_by_key(|(nth, _)| *nth);
    Ok(points.into_iter().map(|(_, point)| point).collect())
}
