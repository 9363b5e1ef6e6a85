//! Sums over what is left of prepayments and deposits of a community.

use kernel::{Money, OrgId, Result};
use module::Context;
use store::args;

use crate::{deposit::model::DepositKind, prepayment::model::Purpose};

/// Prepayments of which something is left, by what they are for.
pub(super) async fn prepayments(cx: &mut Context, org: OrgId) -> Result<Vec<(Purpose, i64, Money)>> {
    let sql = "SELECT purpose, COUNT(*), CAST(SUM(balance_fen) AS BIGINT) FROM prepayments \
               WHERE org_id = $1 AND balance_fen > 0 GROUP BY purpose";
    cx.tx().fetch_all(sql, args![org]).await
}

/// Deposits that are held, by what they are for.
pub(super) async fn deposits(cx: &mut Context, org: OrgId) -> Result<Vec<(DepositKind, i64, Money)>> {
    let sql = "SELECT kind, COUNT(*), CAST(SUM(held_fen) AS BIGINT) FROM deposits \
               WHERE org_id = $1 AND state = 'held' GROUP BY kind";
    cx.tx().fetch_all(sql, args![org]).await
}
