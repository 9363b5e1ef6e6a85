//! Bringing a site plan, and putting points on it.

use kernel::{Error, Message, Result, form::FileNamed};
use module::{Change, Context};

use super::{
    model::{CreateSitePlan, EditSitePoint, SitePlanDone, SitePlanRow, SitePointDone, SitePointRow},
    rules, store,
};
use crate::route::model::KeptPoint;

/// Brings the site plan of a community, or another edition of it; points stay where they are.
pub async fn create(cx: &mut Context, input: CreateSitePlan) -> Result<SitePlanDone> {
    let org_id = cx.community(input.org_id)?;
    let file = FileNamed { field: "picture".to_owned(), id: input.picture.0.clone(), picture: true };
    cx.take_files(org_id, &[file]).await?;
    let edition = store::plan(cx, org_id).await?.map_or(1, |plan| plan.edition + 1);
    let is = SitePlanRow {
        org_id,
        id: cx.new_id(),
        edition,
        file_id: input.picture.0,
        made_name: cx.actor().name.clone(),
        made_at: cx.now(),
    };
    store::insert(cx, &is).await?;
    cx.record(Change::to(org_id, is.id).after(&is));
    cx.touch(format!("occurrences:{org_id}"));
    Ok(SitePlanDone { id: is.id })
}

/// Puts a point of a route where the picture was pressed.
pub async fn edit(cx: &mut Context, input: EditSitePoint) -> Result<SitePointDone> {
    let org_id = cx.community(input.org_id)?;
    if store::plan(cx, org_id).await?.is_none() {
        return cx.refuse(Message::of("round-site-plan-missing"));
    }
    let mut known = false;
    for route in store::routes(cx, org_id).await? {
        let points: Vec<KeptPoint> = serde_json::from_str(&route.points)?;
        known |= points.iter().any(|point| point.id == input.point_id);
    }
    if !known {
        return Err(Error::field("point_id", Message::of("invalid-ref")));
    }
    let was = store::point(cx, org_id, input.point_id).await?;
    let (x, y) = rules::lies(input.position);
    let id = was.as_ref().map_or_else(|| cx.new_id(), |was| was.id);
    let is = SitePointRow { org_id, id, point_id: input.point_id, x, y };
    store::put(cx, &is).await?;
    let change = Change::to(org_id, id).after(&is);
    cx.record(match &was {
        Some(was) => change.before(was),
        None => change,
    });
    cx.touch(format!("occurrences:{org_id}"));
    Ok(SitePointDone { id })
}
