//! Every statement over leaves.

use kernel::{OrgId, Result};
use module::Context;
use party::PersonId;
use store::{Tx, args};

use super::model::LeafRow;
use crate::sheet::model::SheetId;

/// The leaves of a sheet in their order. The caller answers for the scope.
pub(crate) async fn all(tx: &mut Tx, org: OrgId, sheet: SheetId) -> Result<Vec<LeafRow>> {
    let sql = "SELECT sheet_id, nth, payment_id, payer_id, told, salt, digest FROM payment_leaves \
               WHERE org_id = $1 AND sheet_id = $2 ORDER BY nth";
    tx.fetch_all(sql, args![org, sheet]).await
}

/// Somebody's own leaves of a sheet.
pub(crate) async fn own(cx: &mut Context, org: OrgId, sheet: SheetId, payer: PersonId) -> Result<Vec<LeafRow>> {
    let sql = "SELECT sheet_id, nth, payment_id, payer_id, told, salt, digest FROM payment_leaves \
               WHERE org_id = $1 AND sheet_id = $2 AND payer_id = $3 ORDER BY told";
    cx.tx().fetch_all(sql, args![org, sheet, payer]).await
}

/// Enters the leaves of a sheet.
pub(crate) async fn insert(cx: &mut Context, org: OrgId, leaves: &[LeafRow]) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "sheet_id", "nth", "payment_id", "payer_id", "told", "salt", "digest"];
    let values = |l: &LeafRow| args![org, l.sheet_id, l.nth, l.payment_id, l.payer_id, &l.told, &l.salt, &l.digest];
    cx.tx().insert_many("payment_leaves", NAMES, leaves.iter().map(values).collect()).await
}
