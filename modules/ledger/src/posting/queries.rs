//! What other modules ask of the book.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Money, OrgId, Result};
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

/// What entries of these papers have moved on a day, debits less credits, by code of the account; codes on which nothing moved are left out.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a unit outside the scope.
pub async fn moved_by(cx: &mut Context, org: OrgId, day: Date, papers: &[&str]) -> Result<Vec<(String, Money)>> {
    cx.within(org)?;
    store::moved_by(cx, org, day, papers).await
}

/// What stood on accounts at the end of a day, debits less credits, by code; codes on which nothing ever moved are left out.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a unit outside the scope.
pub async fn standing_on(cx: &mut Context, org: OrgId, day: Date, codes: &[&str]) -> Result<Vec<(String, Money)>> {
    cx.within(org)?;
    store::standing_on(cx, org, day, codes).await
}

/// What stands on all accounts of a code, debits less credits.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a unit outside the scope.
pub async fn standing(cx: &mut Context, org: OrgId, code: &str) -> Result<Money> {
    cx.within(org)?;
    store::standing(cx, org, code).await
}
