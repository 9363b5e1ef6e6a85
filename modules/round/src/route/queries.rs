//! Read models of routes and of walks.

use std::collections::BTreeMap;

use kernel::{Instant, Result};
use module::{Ask, Context, Listing, Shape};
use round::procedure::Spot;
use serde_json::{Value, json};
use store::{Cursor, args};
use uuid::Uuid;

use super::{
    model::{EditRoute, KeptPoint, PointResult, RouteFacts, RouteFilter, RouteId, RouteRecord, RouteRow, WhichRoute},
    rules, store as rows,
};
use crate::{occurrence::model::OccurrenceRow, plan, position};

/// The routes that are walked.
pub async fn list(cx: &mut Context, ask: Ask<RouteFilter>) -> Result<Listing<RouteRow>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(found, &ask.page, count, |route: &RouteRow| Cursor(args![&route.name, route.id]).to_string()))
}

/// One route, for programs and its page.
pub async fn view(cx: &mut Context, which: WhichRoute) -> Result<RouteRecord> {
    let route = rows::one(cx, which.id).await?;
    let list = serde_json::from_str(&route.points)?;
    Ok(RouteRecord { route, list })
}

/// The form of a change, with what was asked for before.
pub(crate) async fn form(cx: &mut Context, which: WhichRoute) -> Result<Shape> {
    let record = view(cx, which).await?;
    let asked: Vec<Value> = record
        .list
        .iter()
        .map(|point| {
            let mut value = json!(point.asked);
            if let Value::Object(map) = &mut value {
                map.retain(|_, value| !value.is_null());
            }
            value
        })
        .collect();
    let route = &record.route;
    let values = json!({
        "id": route.id, "version": route.version, "name": route.name, "ordering": route.ordering, "points": asked,
    });
    let mut form = kernel::form::form_of::<EditRoute>();
    let facts = kernel::form::form_of::<RouteFacts>();
    form.fields.sort_by_key(|f| facts.fields.iter().position(|g| g.name == f.name).map_or(0, |place| place + 1));
    Ok(Shape { title: Some(route.name.clone()), form, values, known: BTreeMap::new() })
}

/// Names by id.
pub(crate) async fn names(cx: &mut Context, ids: &[RouteId]) -> Result<BTreeMap<RouteId, String>> {
    Ok(rows::by_ids(cx, ids).await?.into_iter().map(|route| (route.id, route.name)).collect())
}

/// The route an occurrence walks, if it walks one.
pub(crate) async fn of_occurrence(cx: &mut Context, row: &OccurrenceRow) -> Result<Option<(RouteRow, Vec<KeptPoint>)>> {
    let Some(id) = plan::store::route_of(cx, row).await? else { return Ok(None) };
    let route = rows::one(cx, id).await?;
    let points = serde_json::from_str(&route.points)?;
    Ok(Some((route, points)))
}

/// The points an occurrence walks, as they are written, and where they are on the ground; nothing when it walks none.
pub(crate) async fn placed(cx: &mut Context, row: &OccurrenceRow) -> Result<(Vec<KeptPoint>, BTreeMap<Uuid, Spot>)> {
    let Some((_, points)) = of_occurrence(cx, row).await? else { return Ok(Default::default()) };
    let ids: Vec<Uuid> = points.iter().map(|point| point.id).collect();
    let spots = position::queries::spots(cx, row.org_id, &ids).await?;
    Ok((points, spots))
}

/// What the points of a round are worth as they stand, in the order it is walked, when it was ended then; nothing when it walks none.
pub(crate) async fn walked(cx: &mut Context, row: &OccurrenceRow, ended: Option<Instant>) -> Result<Vec<PointResult>> {
    let Some((route, points)) = of_occurrence(cx, row).await? else { return Ok(Vec::new()) };
    let scans = rows::scans(cx, row).await?;
    let round = format!("{} {}", row.plan_id, row.key);
    let times = (row.opens_at, row.closes_at);
    Ok(rules::results((route.ordering, &points), &round, times, &scans, (ended, cx.now())))
}
