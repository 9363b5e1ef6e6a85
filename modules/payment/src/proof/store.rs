//! What payments and prepayments come to; for the owner of the database, who sees all units.

use kernel::{Money, OrgId, Result};
use property::PlaceId;
use store::Tx;
use uuid::Uuid;

use crate::{payment::model::PaymentId, prepayment::model::Purpose};

/// Payments whose lines or ways do not come to what they say.
pub(super) async fn crooked(tx: &mut Tx) -> Result<Vec<(OrgId, PaymentId)>> {
    let sql = "SELECT p.org_id, p.id FROM payments p WHERE p.bills_fen <> (SELECT CAST(COALESCE(SUM(l.amount_fen), 0) AS BIGINT) \
               FROM payment_lines l WHERE l.org_id = p.org_id AND l.payment_id = p.id) \
               OR p.bills_fen + p.prepaid_fen <> (SELECT CAST(COALESCE(SUM(m.amount_fen), 0) AS BIGINT) \
               FROM payment_methods m WHERE m.org_id = p.org_id AND m.payment_id = p.id)";
    tx.fetch_all(sql, Vec::new()).await
}

/// What lies in the boxes: cash of shifts that nobody has confirmed.
pub(super) async fn boxes(tx: &mut Tx) -> Result<Vec<(OrgId, Uuid, Money)>> {
    let sql = "SELECT s.org_id, s.cashier_id, CAST(SUM(m.amount_fen) AS BIGINT) FROM cash_shifts s \
               JOIN payments p ON p.org_id = s.org_id AND p.shift_id = s.id AND p.state = 'received' \
               JOIN payment_methods m ON m.org_id = p.org_id AND m.payment_id = p.id AND m.method = 'cash' \
               WHERE s.state <> 'confirmed' GROUP BY s.org_id, s.cashier_id";
    tx.fetch_all(sql, Vec::new()).await
}

/// What is left of prepayments.
pub(super) async fn prepayments(tx: &mut Tx) -> Result<Vec<(OrgId, PlaceId, Purpose, Money)>> {
    tx.fetch_all("SELECT org_id, place_id, purpose, balance_fen FROM prepayments", Vec::new()).await
}

/// Prepayments that are not what their moves come to.
pub(super) async fn unmoved(tx: &mut Tx) -> Result<Vec<(OrgId, PlaceId)>> {
    let sql = "SELECT p.org_id, p.place_id FROM prepayments p WHERE p.balance_fen <> \
               (SELECT CAST(COALESCE(SUM(m.amount_fen), 0) AS BIGINT) FROM prepayment_moves m \
               WHERE m.org_id = p.org_id AND m.prepayment_id = p.id)";
    tx.fetch_all(sql, Vec::new()).await
}

/// Payments that stand and were brought by papers of other modules: the paper and how much.
pub(super) async fn brought(tx: &mut Tx) -> Result<Vec<(OrgId, Uuid, String, Money)>> {
    let sql = "SELECT org_id, id, brought_by, bills_fen + prepaid_fen FROM payments \
               WHERE brought_by IS NOT NULL AND state = 'received'";
    tx.fetch_all(sql, Vec::new()).await
}
