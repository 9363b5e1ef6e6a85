//! Every statement over the papers of a day: a community's, from an instant to another.

use kernel::{Date, Instant, Money, OrgId, Result};
use module::Context;
use store::args;

use super::model::{HeldRow, PartRow, ShiftRow, TakenRow, WayRow};
use crate::payment::model::Method;

/// From when to when.
pub(super) type Within = (Instant, Instant);

/// Payments that were taken, whether or not they were voided later.
pub(super) async fn payments(cx: &mut Context, org: OrgId, (from, until): Within) -> Result<Vec<TakenRow>> {
    let sql = "SELECT id, number, cashier_id, cashier_name, prepaid_fen, purpose FROM payments \
               WHERE org_id = $1 AND received_at >= $2 AND received_at < $3 ORDER BY number";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}

/// Their lines.
pub(super) async fn parts(cx: &mut Context, org: OrgId, (from, until): Within) -> Result<Vec<PartRow>> {
    let sql = "SELECT l.payment_id, l.fee_item, l.from_on, l.amount_fen FROM payments p \
               JOIN payment_lines l ON l.org_id = p.org_id AND l.payment_id = p.id \
               WHERE p.org_id = $1 AND p.received_at >= $2 AND p.received_at < $3 ORDER BY l.payment_id, l.line";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}

/// Their ways.
pub(super) async fn ways(cx: &mut Context, org: OrgId, (from, until): Within) -> Result<Vec<WayRow>> {
    let sql = "SELECT m.payment_id, m.method, m.amount_fen, p.brought_by IS NOT NULL AS brought FROM payments p \
               JOIN payment_methods m ON m.org_id = p.org_id AND m.payment_id = p.id \
               WHERE p.org_id = $1 AND p.received_at >= $2 AND p.received_at < $3 ORDER BY m.payment_id, m.line";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}

/// Deposits that were taken, whether or not they were voided later.
pub(super) async fn deposits(cx: &mut Context, org: OrgId, (from, until): Within) -> Result<Vec<HeldRow>> {
    let sql = "SELECT number, cashier_id, cashier_name, kind, method, amount_fen FROM deposits \
               WHERE org_id = $1 AND taken_at >= $2 AND taken_at < $3 AND shift_id IS NOT NULL ORDER BY number";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}

/// What was voided of the counter, by way: how many payments and deposits, how much.
pub(super) async fn voided(cx: &mut Context, org: OrgId, (from, until): Within) -> Result<Vec<(Method, i64, Money)>> {
    let sql = "SELECT v.method, COUNT(DISTINCT v.paper), CAST(SUM(v.amount_fen) AS BIGINT) FROM ( \
               SELECT m.method AS method, p.id AS paper, m.amount_fen AS amount_fen FROM payments p \
               JOIN payment_methods m ON m.org_id = p.org_id AND m.payment_id = p.id \
               WHERE p.org_id = $1 AND p.voided_at >= $2 AND p.voided_at < $3 AND p.brought_by IS NULL \
               UNION ALL SELECT d.method, d.id, d.amount_fen FROM deposits d \
               WHERE d.org_id = $1 AND d.voided_at >= $2 AND d.voided_at < $3 AND d.shift_id IS NOT NULL) v GROUP BY v.method";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}

/// What the counter gave back of prepayments and payments, by way.
pub(super) async fn refunded(cx: &mut Context, org: OrgId, (from, until): Within) -> Result<Vec<(Method, Money)>> {
    let sql = "SELECT method, CAST(SUM(amount_fen) AS BIGINT) FROM refunds \
               WHERE org_id = $1 AND decided_at >= $2 AND decided_at < $3 AND state = 'approved' AND brought_by IS NULL \
               GROUP BY method";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}

/// What was given back of deposits, by way.
pub(super) async fn deposits_back(cx: &mut Context, org: OrgId, day: Date) -> Result<Vec<(Method, Money)>> {
    let sql = "SELECT method, CAST(SUM(amount_fen - kept_fen) AS BIGINT) FROM deposit_refunds \
               WHERE org_id = $1 AND paid_on = $2 GROUP BY method";
    cx.tx().fetch_all(sql, args![org, day]).await
}

/// Shifts that began.
pub(super) async fn shifts(cx: &mut Context, org: OrgId, (from, until): Within) -> Result<Vec<ShiftRow>> {
    let sql = "SELECT id, cashier_name, state, difference_fen FROM cash_shifts \
               WHERE org_id = $1 AND opened_at >= $2 AND opened_at < $3 ORDER BY opened_at, id";
    cx.tx().fetch_all(sql, args![org, from, until]).await
}
