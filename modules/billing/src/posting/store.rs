//! What is owed of bills, place by place; for the owner of the database, who sees all units.

use kernel::{Money, OrgId, Result};
use property::PlaceId;
use store::Tx;

type Sums = Vec<(OrgId, PlaceId, Money)>;

/// What was billed and stands.
pub(super) async fn billed(tx: &mut Tx) -> Result<Sums> {
    let sql = "SELECT org_id, place_id, CAST(SUM(amount_fen) AS BIGINT) FROM bills WHERE state = 'published' \
               GROUP BY org_id, place_id";
    tx.fetch_all(sql, Vec::new()).await
}

/// What was credited of that.
pub(super) async fn credited(tx: &mut Tx) -> Result<Sums> {
    let sql = "SELECT b.org_id, b.place_id, CAST(SUM(c.amount_fen) AS BIGINT) FROM credit_notes c \
               JOIN bills b ON b.org_id = c.org_id AND b.id = c.bill_id WHERE c.state = 'approved' \
               GROUP BY b.org_id, b.place_id";
    tx.fetch_all(sql, Vec::new()).await
}

/// What was settled of that.
pub(super) async fn settled(tx: &mut Tx) -> Result<Sums> {
    let sql = "SELECT b.org_id, b.place_id, CAST(SUM(s.amount_fen) AS BIGINT) FROM bill_settlements s \
               JOIN bills b ON b.org_id = s.org_id AND b.id = s.bill_id GROUP BY b.org_id, b.place_id";
    tx.fetch_all(sql, Vec::new()).await
}
