//! What orders and arrivals come to; for the owner of the database, who sees all units.

use kernel::{Money, OrgId, Result};
use store::Tx;
use uuid::Uuid;

use crate::{
    account::model::PayeeAccountId, arrival::model::ArrivalId, order::model::PaymentOrderId,
    transfer::model::BankTransferId,
};

/// Arrivals with the payment they brought and what of them has not gone back; none when they wait or have gone back whole.
pub(super) async fn settled(tx: &mut Tx) -> Result<Vec<(OrgId, ArrivalId, Uuid, Money)>> {
    let sql = "SELECT r.org_id, r.id, r.payment_id, r.amount_fen - (SELECT CAST(COALESCE(SUM(f.amount_fen), 0) AS BIGINT) \
               FROM channel_refunds f WHERE f.org_id = r.org_id AND f.arrival_id = r.id AND f.state = 'done') \
               FROM arrivals r WHERE r.state = 'settled'";
    tx.fetch_all(sql, Vec::new()).await
}

/// Money at the bank with the payment it brought, in the same way.
pub(super) async fn transferred(tx: &mut Tx) -> Result<Vec<(OrgId, BankTransferId, Uuid, Money)>> {
    let sql = "SELECT org_id, id, payment_id, amount_fen FROM bank_transfers WHERE state = 'settled'";
    tx.fetch_all(sql, Vec::new()).await
}

/// What waits as suspense of the bank's account.
pub(super) async fn unclaimed(tx: &mut Tx) -> Result<Vec<(OrgId, Money)>> {
    let sql =
        "SELECT org_id, CAST(SUM(amount_fen) AS BIGINT) FROM bank_transfers WHERE state = 'waiting' GROUP BY org_id";
    tx.fetch_all(sql, Vec::new()).await
}

/// Paid orders that no arrival has paid, or not with their own amount.
pub(super) async fn unpaid(tx: &mut Tx) -> Result<Vec<(OrgId, PaymentOrderId)>> {
    let sql = "SELECT o.org_id, o.id FROM payment_orders o WHERE o.state = 'paid' AND NOT EXISTS \
               (SELECT 1 FROM arrivals r WHERE r.org_id = o.org_id AND r.order_id = o.id \
               AND r.payment_id = o.payment_id AND r.amount_fen = o.amount_fen)";
    tx.fetch_all(sql, Vec::new()).await
}

/// What waits as suspense, by account.
pub(super) async fn waiting(tx: &mut Tx) -> Result<Vec<(OrgId, PayeeAccountId, Money)>> {
    let sql = "SELECT w.org_id, w.payee_account_id, CAST(SUM(w.left_fen) AS BIGINT) FROM (SELECT r.org_id, \
               r.payee_account_id, r.amount_fen - (SELECT CAST(COALESCE(SUM(f.amount_fen), 0) AS BIGINT) \
               FROM channel_refunds f WHERE f.org_id = r.org_id AND f.arrival_id = r.id AND f.state = 'done') AS left_fen \
               FROM arrivals r WHERE r.state = 'waiting') w GROUP BY w.org_id, w.payee_account_id";
    tx.fetch_all(sql, Vec::new()).await
}
