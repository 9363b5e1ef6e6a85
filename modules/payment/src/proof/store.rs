//! What payments and prepayments come to; for the owner of the database, who sees all units.

use kernel::{Money, OrgId, Result};
use property::PlaceId;
use store::Tx;
use uuid::Uuid;

use crate::{
    deposit::model::{DepositId, DepositKind},
    payment::model::PaymentId,
    prepayment::model::Purpose,
    refund::model::RefundId,
};

/// Payments whose lines or ways do not come to what they say.
pub(super) async fn crooked(tx: &mut Tx) -> Result<Vec<(OrgId, PaymentId)>> {
    let sql = "SELECT p.org_id, p.id FROM payments p WHERE p.bills_fen <> (SELECT CAST(COALESCE(SUM(l.amount_fen), 0) AS BIGINT) \
               FROM payment_lines l WHERE l.org_id = p.org_id AND l.payment_id = p.id) \
               OR p.bills_fen + p.prepaid_fen <> (SELECT CAST(COALESCE(SUM(m.amount_fen), 0) AS BIGINT) \
               FROM payment_methods m WHERE m.org_id = p.org_id AND m.payment_id = p.id)";
    tx.fetch_all(sql, Vec::new()).await
}

/// Refunds of payments that are not what their lines come to, and those by which more went back than came, bill by bill.
pub(super) async fn crooked_refunds(tx: &mut Tx) -> Result<Vec<(OrgId, RefundId)>> {
    let sql = "SELECT r.org_id, r.id FROM refunds r WHERE r.payment_id IS NOT NULL AND (r.amount_fen <> \
               (SELECT CAST(COALESCE(SUM(l.amount_fen), 0) AS BIGINT) FROM refund_lines l \
               WHERE l.org_id = r.org_id AND l.refund_id = r.id) \
               OR EXISTS (SELECT 1 FROM payments p WHERE p.org_id = r.org_id AND p.id = r.payment_id \
               AND p.state = 'voided' AND r.state = 'approved') \
               OR EXISTS (SELECT 1 FROM payment_lines p WHERE p.org_id = r.org_id AND p.payment_id = r.payment_id \
               AND p.amount_fen < (SELECT CAST(COALESCE(SUM(l.amount_fen), 0) AS BIGINT) FROM refund_lines l \
               JOIN refunds o ON o.org_id = l.org_id AND o.id = l.refund_id WHERE l.org_id = p.org_id \
               AND o.payment_id = p.payment_id AND o.state = 'approved' AND l.bill_id = p.bill_id)))";
    tx.fetch_all(sql, Vec::new()).await
}

/// What lies in the boxes: cash of shifts that nobody has confirmed, less what was paid out of them.
pub(super) async fn boxes(tx: &mut Tx) -> Result<Vec<(OrgId, Uuid, Money)>> {
    let sql = "SELECT s.org_id, s.cashier_id, CAST(SUM(t.amount_fen) AS BIGINT) FROM cash_shifts s JOIN ( \
               SELECT p.org_id AS org_id, p.shift_id AS shift_id, m.amount_fen AS amount_fen FROM payments p \
               JOIN payment_methods m ON m.org_id = p.org_id AND m.payment_id = p.id AND m.method = 'cash' \
               WHERE p.state = 'received' \
               UNION ALL SELECT d.org_id, d.shift_id, d.amount_fen FROM deposits d \
               WHERE d.method = 'cash' AND d.state <> 'voided' \
               UNION ALL SELECT r.org_id, r.shift_id, r.kept_fen - r.amount_fen FROM deposit_refunds r \
               WHERE r.shift_id IS NOT NULL) t ON t.org_id = s.org_id AND t.shift_id = s.id \
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

/// What is held for rooms, by kind.
pub(super) async fn deposits(tx: &mut Tx) -> Result<Vec<(OrgId, PlaceId, DepositKind, Money)>> {
    let sql =
        "SELECT org_id, place_id, kind, CAST(SUM(held_fen) AS BIGINT) FROM deposits GROUP BY org_id, place_id, kind";
    tx.fetch_all(sql, Vec::new()).await
}

/// Deposits of which more or less is held than their refunds have left.
pub(super) async fn crooked_deposits(tx: &mut Tx) -> Result<Vec<(OrgId, DepositId)>> {
    let sql = "SELECT d.org_id, d.id FROM deposits d WHERE d.state <> 'voided' AND d.amount_fen - d.held_fen <> \
               (SELECT CAST(COALESCE(SUM(r.amount_fen), 0) AS BIGINT) FROM deposit_refunds r \
               WHERE r.org_id = d.org_id AND r.deposit_id = d.id AND r.state = 'paid')";
    tx.fetch_all(sql, Vec::new()).await
}

/// Payments of which something stands that papers of other modules brought: the paper and how much those papers have left of it – what
/// was paid back by hand is no matter of theirs.
pub(super) async fn brought(tx: &mut Tx) -> Result<Vec<(OrgId, Uuid, String, Money)>> {
    let sql = "SELECT b.org_id, b.id, b.brought_by, b.left_fen FROM (SELECT p.org_id, p.id, p.brought_by, \
               p.bills_fen + p.prepaid_fen - (SELECT CAST(COALESCE(SUM(r.amount_fen), 0) AS BIGINT) FROM refunds r \
               WHERE r.org_id = p.org_id AND r.payment_id = p.id AND r.state = 'approved' \
               AND r.brought_by IS NOT NULL) AS left_fen FROM payments p \
               WHERE p.brought_by IS NOT NULL AND p.state = 'received') b WHERE b.left_fen > 0";
    tx.fetch_all(sql, Vec::new()).await
}
