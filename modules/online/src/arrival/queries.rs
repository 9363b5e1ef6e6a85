//! Read models of money that came in.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{ArrivalFilter, ArrivalLine, ArrivalRecord, ArrivalRow, WhichArrival},
    store as rows,
};
use crate::{account, refund};

/// The list of what came in.
pub async fn list(cx: &mut Context, ask: Ask<ArrivalFilter>) -> Result<Listing<ArrivalLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |r: &ArrivalRow| Cursor(args![r.arrived_at, r.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| ArrivalLine {
        id: row.id,
        channel_transaction: row.transaction_id,
        amount: row.amount_fen,
        arrived_at: row.arrived_at,
        arrival_state: row.state,
        doubt: row.doubt,
        community: row.org_id,
    }))
}

/// One.
pub async fn view(cx: &mut Context, which: WhichArrival) -> Result<ArrivalRecord> {
    let arrival = rows::one(cx, which.id).await?;
    let account = account::store::one(cx, arrival.payee_account_id).await?.name;
    let refunds = refund::store::of_arrival(cx, &arrival).await?;
    Ok(ArrivalRecord { left: refund::rules::left(&arrival, &refunds), arrival, account, refunds })
}
