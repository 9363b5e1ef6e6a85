//! What openings have brought; for the owner of the database, who sees all units.

use kernel::{Date, Money, OrgId, Result};
use store::Tx;

use crate::{
    line::model::{OpeningKind, OpeningLineId},
    opening::model::OpeningId,
};

/// Rows of openings that are posted – also those voided since –, with what is open of each; payments of the past are in no book.
pub(super) async fn posted(tx: &mut Tx) -> Result<Vec<(OrgId, OpeningLineId, OpeningKind, Money, Date)>> {
    let sql = "SELECT l.org_id, l.id, l.kind, l.amount_fen - l.paid_fen, o.opened_on FROM opening_lines l \
               JOIN openings o ON o.org_id = l.org_id AND o.id = l.opening_id WHERE l.state <> 'waiting' \
               AND l.kind <> 'payment'";
    tx.fetch_all(sql, Vec::new()).await
}

/// Rows that wait in an opening that is posted.
pub(super) async fn forgotten(tx: &mut Tx) -> Result<Vec<(OrgId, OpeningId)>> {
    let sql = "SELECT DISTINCT o.org_id, o.id FROM openings o JOIN opening_lines l ON l.org_id = o.org_id \
               AND l.opening_id = o.id AND l.state = 'waiting' WHERE o.state IN ('posted', 'voiding', 'voided')";
    tx.fetch_all(sql, Vec::new()).await
}
