//! Read models of refunds.

use kernel::Result;
use ledger::capital::capital;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{RefundFilter, RefundLine, RefundRecord, RefundRow, WhichRefund},
    store as rows,
};
use crate::payment;

/// The list of refunds.
pub async fn list(cx: &mut Context, ask: Ask<RefundFilter>) -> Result<Listing<RefundLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |r: &RefundRow| Cursor(args![r.asked_at, r.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| RefundLine {
        id: row.id,
        number: row.number,
        place: row.place,
        prepaid_for: row.purpose,
        amount: row.amount_fen,
        refund_state: row.state,
        asked_name: row.asked_name,
        asked_at: row.asked_at,
        community: row.org_id,
    }))
}

/// One refund as its slip tells it.
pub async fn view(cx: &mut Context, which: WhichRefund) -> Result<RefundRecord> {
    let refund = rows::one(cx, which.id).await?;
    let lines = rows::lines(cx, &refund).await?;
    let receipt = match refund.payment_id {
        Some(id) => payment::store::by_ids(cx, &[id]).await?.pop().map(|payment| payment.number),
        None => None,
    };
    Ok(RefundRecord { capital: capital(refund.amount_fen), receipt, lines, refund })
}
