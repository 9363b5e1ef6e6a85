//! Writing routes, and noting who was where.

use asset::AssetId;
use kernel::{Error, Message, OrgId, Result};
use module::{Change, Context, PublicAddress};
use property::PlaceId;

use super::{
    model::{CreateRoute, EditRoute, KeptPoint, Ordering, RouteDone, RouteFacts, RoutePoint, RouteRow, WhichRoute},
    rules, store,
};
use crate::plan::model::PlanState;

/// A new route.
pub async fn create(cx: &mut Context, input: CreateRoute) -> Result<RouteDone> {
    let (org, points) = points(cx, &input.facts).await?;
    let now = cx.now();
    let row = RouteRow { id: cx.new_id(), created_at: now, version: 1, ..made(cx, &input.facts, org, &points)? };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org, row.id).after(&row));
    cx.touch(format!("routes:{org}"));
    Ok(RouteDone { id: row.id })
}

/// Puts an edition in its place; rounds that are over keep what they were worth.
pub async fn edit(cx: &mut Context, input: EditRoute) -> Result<RouteDone> {
    let was = store::to_change(cx, input.id).await?;
    if input.version.is_some_and(|version| version != was.version) {
        return Err(Error::Conflict);
    }
    let (org, points) = points(cx, &input.facts).await?;
    if org != was.org_id {
        return Err(Error::field("points", Message::of("round-route-one-community")));
    }
    let is = RouteRow {
        id: was.id,
        state: was.state,
        created_at: was.created_at,
        version: was.version + 1,
        ..made(cx, &input.facts, org, &points)?
    };
    keep(cx, &was, &is).await
}

/// Takes a route out of use; plans that walk it must have ended.
pub async fn end(cx: &mut Context, input: WhichRoute) -> Result<RouteDone> {
    let was = store::to_change(cx, input.id).await?;
    let plans = crate::plan::store::count_of_route(cx, was.id).await?;
    if plans > 0 {
        return cx.refuse(Message::of("round-route-in-use").with("count", plans));
    }
    let now = cx.now();
    let is = RouteRow { state: PlanState::Ended, changed_at: now, version: was.version + 1, ..was.clone() };
    keep(cx, &was, &is).await
}

async fn keep(cx: &mut Context, was: &RouteRow, is: &RouteRow) -> Result<RouteDone> {
    store::update(cx, is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    cx.touch(format!("routes:{}", is.org_id));
    Ok(RouteDone { id: is.id })
}

fn made(cx: &mut Context, facts: &RouteFacts, org_id: OrgId, points: &[KeptPoint]) -> Result<RouteRow> {
    let ordering = facts.ordering.unwrap_or(Ordering::Fixed);
    rules::check(ordering, points)?;
    let now = cx.now();
    Ok(RouteRow {
        org_id,
        id: cx.new_id(),
        name: facts.name.trim().to_owned(),
        ordering,
        points: serde_json::to_string(points)?,
        count: i64::try_from(points.len()).unwrap_or(i64::MAX),
        state: PlanState::Active,
        created_at: now,
        changed_at: now,
        version: 0,
    })
}

/// The points with their names and codes, all of one community.
async fn points(cx: &mut Context, facts: &RouteFacts) -> Result<(OrgId, Vec<KeptPoint>)> {
    let places: Vec<PlaceId> = facts.points.iter().filter_map(|point| point.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let assets: Vec<AssetId> = facts.points.iter().filter_map(|point| point.asset_id).collect();
    let assets = asset::asset_lines(cx, &assets).await?;
    let (mut kept, mut orgs) = (Vec::new(), Vec::new());
    for (nth, asked) in facts.points.iter().enumerate() {
        let wrong = |part: &str, key: &'static str| Error::field(format!("points.{nth}.{part}"), Message::of(key));
        let address = |id: &str| PublicAddress::of(cx, &format!("/q/{id}"));
        let point = |id: String, uuid, name: String, code: String| KeptPoint {
            codes: vec![address(&id), id, code],
            id: uuid,
            name,
            asked: RoutePoint { ..asked.clone() },
        };
        let (org, point) = match (asked.place_id, asked.asset_id) {
            (Some(id), None) => {
                let line = places.get(&id).ok_or_else(|| wrong("place_id", "invalid-ref"))?;
                (line.org_id, point(id.to_string(), id.uuid(), line.name.clone(), line.code.clone()))
            }
            (None, Some(id)) => {
                let line = assets.get(&id).ok_or_else(|| wrong("asset_id", "invalid-ref"))?;
                let name = format!("{} {}", line.code, line.name);
                (line.org_id, point(id.to_string(), id.uuid(), name, line.code.clone()))
            }
            (Some(_), Some(_)) => return Err(wrong("asset_id", "round-point-twice")),
            (None, None) => return Err(wrong("place_id", "invalid-required")),
        };
        if orgs.first().is_some_and(|first| *first != org) {
            return Err(wrong("place_id", "round-route-one-community"));
        }
        orgs.push(org);
        kept.push(point);
    }
    let org = orgs.first().copied().ok_or_else(|| Error::field("points", Message::of("route-empty")))?;
    cx.within(org)?;
    Ok((org, kept))
}
