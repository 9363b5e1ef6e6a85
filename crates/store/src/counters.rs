//! Numbers that rise by one within a series of an organisation unit, and the number a unit itself goes by.

use kernel::{OrgId, Result};

use crate::{args, tx::Tx};

/// The next number of a series, from 1. Given back when the transaction is rolled back, so a series has no gaps; the
/// row stays locked until the transaction ends, so take it late.
pub async fn next_number(tx: &mut Tx, org: OrgId, series: &str) -> Result<i64> {
    tx.fetch_value(
        "INSERT INTO counters (org_id, series, value) VALUES ($1, $2, 1) \
         ON CONFLICT (org_id, series) DO UPDATE SET value = counters.value + 1 RETURNING value",
        args![org, series],
    )
    .await
}

/// The number by which a unit is told apart from all others of the company in a series, from 1: taken at the first call and the same
/// for good. Only that first call waits for the company's row.
pub async fn mark_of(tx: &mut Tx, company: OrgId, org: OrgId, series: &str) -> Result<i64> {
    let sql = "SELECT value FROM counters WHERE org_id = $1 AND series = $2";
    if let Some(mark) = tx.fetch_value_optional(sql, args![org, series]).await? {
        return Ok(mark);
    }
    let next = next_number(tx, company, &format!("{series}s")).await?;
    tx.fetch_value(
        "INSERT INTO counters (org_id, series, value) VALUES ($1, $2, $3) \
         ON CONFLICT (org_id, series) DO UPDATE SET value = counters.value RETURNING value",
        args![org, series, next],
    )
    .await
}
