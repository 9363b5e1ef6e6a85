//! The read model of patrols as they stand now.

use std::collections::BTreeMap;

use kernel::Result;
use module::Context;
use uuid::Uuid;

use super::{
    model::{Patrol, PatrolPoint, WhichPatrol},
    rules, store,
};
use crate::{
    occurrence,
    route::{self, model::KeptPoint},
};

/// How patrols of a community stand today, for programs and the map.
pub async fn view(cx: &mut Context, which: WhichPatrol) -> Result<Patrol> {
    let org_id = org::chosen_community(cx, which.org_id).await?;
    let at: BTreeMap<Uuid, (i64, i64)> =
        store::points(cx, org_id).await?.into_iter().map(|point| (point.point_id, (point.x, point.y))).collect();
    let mut points: Vec<PatrolPoint> = Vec::new();
    for route in store::routes(cx, org_id).await? {
        let kept: Vec<KeptPoint> = serde_json::from_str(&route.points)?;
        for point in kept {
            // Several routes may pass a point.
            if points.iter().any(|known| known.id == point.id) {
                continue;
            }
            points.push(PatrolPoint {
                id: point.id,
                name: point.name,
                at: at.get(&point.id).copied(),
                judgement: None,
                round: None,
                proved_at: None,
                by_name: None,
            });
        }
    }
    let today = cx.now().date(cx.zone());
    for round in store::rounds(cx, org_id, today).await? {
        // What a finished round was worth stays; that of one under way follows its scans.
        let mut results = route::store::kept(&occurrence::store::results(cx, &round).await?)?;
        if results.is_empty() {
            results = route::queries::walked(cx, &round, round.ended_at).await?;
        }
        for result in &results {
            if let Some(point) = points.iter_mut().find(|point| point.id.to_string() == result.point) {
                rules::seen(point, round.id, result);
            }
        }
    }
    Ok(Patrol { org_id, plan: store::plan(cx, org_id).await?, points })
}
