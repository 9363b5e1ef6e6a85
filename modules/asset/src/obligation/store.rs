//! Every statement over what the company changed of the obligations.

use kernel::{COMPANY, Result};
use module::Context;
use store::{Tx, args};

use super::model::Changed;

/// All of it.
pub(crate) async fn changed(cx: &mut Context) -> Result<Vec<Changed>> {
    let sql = "SELECT key, months, disabled, version FROM obligations WHERE org_id = $1 ORDER BY key";
    cx.tx().fetch_all(sql, args![COMPANY]).await
}

/// Keeps a change; what was changed before is overwritten.
pub(crate) async fn put(tx: &mut Tx, row: &Changed) -> Result<()> {
    let sql = "INSERT INTO obligations (org_id, key, months, disabled, version) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org_id, key) DO UPDATE SET months = excluded.months, disabled = excluded.disabled, \
               version = excluded.version";
    tx.execute(sql, args![COMPANY, &row.key, row.months, row.disabled, row.version]).await.map(drop)
}
