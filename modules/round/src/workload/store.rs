//! Every statement over the hours of posts, and over the work that falls to them.

use kernel::{Date, OrgId, Result};
use module::Context;
use store::{Select, args};

use super::model::{DueOn, PostCapacityRow};
use crate::plan::model::Doer;

const COLUMNS: &str = "c.org_id, c.id, c.role, c.mo, c.tu, c.we, c.th, c.fr, c.sa, c.su, c.made_name, c.made_at";

/// The hours of the posts of a community.
pub(crate) async fn capacities(cx: &mut Context, org: OrgId) -> Result<Vec<PostCapacityRow>> {
    let (sql, args) = Select::from("post_capacities c")
        .columns(COLUMNS)
        .filter("c.org_id = ?", args![org])
        .order_by("c.role")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Keeps the hours of a post; what stood there before is replaced.
pub(crate) async fn put(cx: &mut Context, is: &PostCapacityRow) -> Result<()> {
    let sql = "INSERT INTO post_capacities (org_id, id, role, mo, tu, we, th, fr, sa, su, made_name, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (org_id, role) DO UPDATE SET \
               mo = excluded.mo, tu = excluded.tu, we = excluded.we, th = excluded.th, fr = excluded.fr, sa = excluded.sa, \
               su = excluded.su, made_name = excluded.made_name, made_at = excluded.made_at";
    let values = args![
        is.org_id,
        is.id,
        is.role.word(),
        is.mo,
        is.tu,
        is.we,
        is.th,
        is.fr,
        is.sa,
        is.su,
        &is.made_name,
        is.made_at
    ];
    cx.tx().execute(sql, values).await.map(drop)
}

/// What is due for posts from a day up to another, by day, post and procedure; what was left out is no work.
pub(crate) async fn due(cx: &mut Context, org: OrgId, (from, until): (Date, Date)) -> Result<Vec<DueOn>> {
    let (sql, args) = Select::from("occurrences o")
        .columns("o.day, COALESCE(o.role, p.role) AS role, o.procedure_id, count(*) AS count")
        .join("JOIN plans p ON p.org_id = o.org_id AND p.id = o.plan_id")
        .filter("o.org_id = ? AND o.day >= ? AND o.day < ?", args![org, from.to_string(), until.to_string()])
        .filter("o.state <> 'skipped' AND COALESCE(o.role, p.role) IS NOT NULL", args![])
        .group_by("o.day, COALESCE(o.role, p.role), o.procedure_id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The hours of one post as they stood.
pub(crate) async fn capacity(cx: &mut Context, org: OrgId, role: Doer) -> Result<Option<PostCapacityRow>> {
    let (sql, args) = Select::from("post_capacities c")
        .columns(COLUMNS)
        .filter("c.org_id = ? AND c.role = ?", args![org, role.word()])
        .build();
    cx.tx().fetch_optional(sql.for_update(), args).await
}
