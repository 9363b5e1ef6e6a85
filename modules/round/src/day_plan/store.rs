//! Every statement over who has read the day of his post.

use kernel::{OrgId, Result};
use module::Context;
use store::{Select, args};

use super::model::ReadingRow;
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
