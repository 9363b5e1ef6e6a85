//! Read models of refunds at channels.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{ChannelRefundFilter, ChannelRefundLine, ChannelRefundRow, WhichChannelRefund},
    store as rows,
};

/// The list of refunds.
pub async fn list(cx: &mut Context, ask: Ask<ChannelRefundFilter>) -> Result<Listing<ChannelRefundLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |f: &ChannelRefundRow| Cursor(args![f.asked_at, f.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| ChannelRefundLine {
        id: row.id,
        amount: row.amount_fen,
        reason: row.reason,
        channel_refund_state: row.state,
        asked_name: row.asked_name,
        asked_at: row.asked_at,
        community: row.org_id,
    }))
}

/// One refund.
pub async fn view(cx: &mut Context, which: WhichChannelRefund) -> Result<ChannelRefundRow> {
    rows::one(cx, which.id).await
}
