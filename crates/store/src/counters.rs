//! Numbers that rise by one within a series of an organisation unit.

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
