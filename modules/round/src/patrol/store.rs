//! Every statement over site plans and positions, and over the rounds of a day.

use kernel::{Date, OrgId, Result};
use module::Context;
use store::{Select, args};
use uuid::Uuid;

use super::model::{SitePlanRow, SitePointRow};
use crate::{
    occurrence::{self, model::OccurrenceRow},
    route::model::RouteRow,
};

/// The site plan of a community in its latest edition.
pub(crate) async fn plan(cx: &mut Context, org: OrgId) -> Result<Option<SitePlanRow>> {
    let (sql, args) = Select::from("site_plans s")
        .columns("s.org_id, s.id, s.edition, s.file_id, s.made_name, s.made_at")
        .filter("s.org_id = ?", args![org])
        .order_by("s.edition DESC")
        .limit(1)
        .build();
    cx.tx().fetch_optional(sql, args).await
}

/// Enters an edition.
pub(crate) async fn insert(cx: &mut Context, plan: &SitePlanRow) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "edition", "file_id", "made_name", "made_at"];
    let values = args![plan.org_id, plan.id, plan.edition, &plan.file_id, &plan.made_name, plan.made_at];
    cx.tx().insert_many("site_plans", NAMES, vec![values]).await
}

/// Where points lie.
pub(crate) async fn points(cx: &mut Context, org: OrgId) -> Result<Vec<SitePointRow>> {
    let sql = "SELECT org_id, id, point_id, x, y FROM site_points WHERE org_id = $1";
    cx.tx().fetch_all(sql, args![org]).await
}

/// Where one point lies.
pub(crate) async fn point(cx: &mut Context, org: OrgId, point: Uuid) -> Result<Option<SitePointRow>> {
    let sql = "SELECT org_id, id, point_id, x, y FROM site_points WHERE org_id = $1 AND point_id = $2";
    cx.tx().fetch_optional(sql, args![org, point]).await
}

/// Puts a point on the plan, or elsewhere on it.
pub(crate) async fn put(cx: &mut Context, is: &SitePointRow) -> Result<()> {
    let sql = "INSERT INTO site_points (org_id, id, point_id, x, y) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org_id, point_id) DO UPDATE SET x = excluded.x, y = excluded.y";
    cx.tx().execute(sql, args![is.org_id, is.id, is.point_id, is.x, is.y]).await.map(drop)
}

/// The routes of a community that are walked.
pub(crate) async fn routes(cx: &mut Context, org: OrgId) -> Result<Vec<RouteRow>> {
    let sql = "SELECT org_id, id, name, ordering, points, count, state, created_at, changed_at, version FROM routes \
               WHERE org_id = $1 AND state = 'active' ORDER BY name, id";
    cx.tx().fetch_all(sql, args![org]).await
}

/// The rounds of a day that walk a route and have been given out, in the order they are due.
pub(crate) async fn rounds(cx: &mut Context, org: OrgId, day: Date) -> Result<Vec<OccurrenceRow>> {
    let (sql, args) = Select::from("occurrences o")
        .columns(occurrence::store::COLUMNS)
        .join("JOIN plans p ON p.org_id = o.org_id AND p.id = o.plan_id")
        .filter("o.org_id = ? AND o.day = ? AND p.route_id IS NOT NULL", args![org, day.to_string()])
        .filter("o.state <> 'skipped' AND o.opens_at <= ?", args![cx.now()])
        .order_by("o.closes_at, o.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}
