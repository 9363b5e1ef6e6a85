//! What other modules ask of the book.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, OrgId, Result};
use ledger::{AccountId, Totals};
use module::Context;

use super::store;

/// What has gone over accounts of a unit; those that are not there are left out.
///
/// # Errors
/// Those of the database.
pub async fn totals(cx: &mut Context, org: OrgId, ids: &[AccountId]) -> Result<BTreeMap<AccountId, Totals>> {
    let rows = store::accounts(cx, org, &ids.iter().copied().collect::<BTreeSet<_>>()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.totals())).collect())
}

/// The last closed day of a unit's book.
///
/// # Errors
/// Those of the database.
pub async fn closed_until(cx: &mut Context, org: OrgId) -> Result<Option<Date>> {
    Ok(store::head(cx, org).await?.and_then(|head| head.closed_until))
}
