//! Every statement over the days of posts, and over who has read his.

use kernel::{OrgId, Result};
use module::Context;
use org::PostId;
use store::{Select, args};

use super::model::{PostDaysRow, ReadingRow};
use crate::procedure::model::ProcedureId;

/// Who has read an edition in some communities.
pub(super) async fn readings(cx: &mut Context, of: ProcedureId, orgs: &[OrgId]) -> Result<Vec<ReadingRow>> {
    let (sql, args) = Select::from("procedure_readings r")
        .columns("r.org_id, r.procedure_id, r.staff_id, r.staff_name, r.read_at")
        .filter("r.procedure_id = ?", args![of])
        .among("r.org_id", orgs.iter().map(|org| (*org).into()).collect())
        .order_by("r.read_at, r.staff_id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Keeps that somebody has read it; whether he had not before.
pub(super) async fn put(cx: &mut Context, row: &ReadingRow) -> Result<bool> {
    let sql = "INSERT INTO procedure_readings (org_id, procedure_id, staff_id, staff_name, read_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org_id, procedure_id, staff_id) DO NOTHING";
    let values = args![row.org_id, row.procedure_id, row.staff_id, &row.staff_name, row.read_at];
    Ok(cx.tx().execute(sql, values).await? == 1)
}

/// What was said of these posts.
pub(super) async fn chosen(cx: &mut Context, posts: &[PostId]) -> Result<Vec<PostDaysRow>> {
    let (sql, args) = Select::from("post_days d")
        .columns("d.org_id, d.post_id, d.keys, d.set_name, d.set_at")
        .among("d.post_id", posts.iter().map(|post| (*post).into()).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Keeps which days a post follows; what was said before is replaced.
pub(super) async fn choose(cx: &mut Context, row: &PostDaysRow) -> Result<()> {
    let sql = "INSERT INTO post_days (org_id, post_id, keys, set_name, set_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org_id, post_id) DO UPDATE SET keys = excluded.keys, set_name = excluded.set_name, set_at = excluded.set_at";
    let values = args![row.org_id, row.post_id, &row.keys, &row.set_name, row.set_at];
    cx.tx().execute(sql, values).await.map(drop)
}
