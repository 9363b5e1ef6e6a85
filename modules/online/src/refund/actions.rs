//! Asking for a refund the way the money came, and deciding about one somebody else asked for.

use kernel::Result;
use module::{Change, Context};

use super::{
    jobs,
    model::{ChannelRefundId, ChannelRefundRow, ChannelRefundState, CreateChannelRefund, WhichChannelRefund},
    rules, store,
};
use crate::{arrival, order};

/// Asks for a refund; nothing moves before it is approved.
pub async fn create(cx: &mut Context, input: CreateChannelRefund) -> Result<WhichChannelRefund> {
    let of = arrival::store::to_change(cx, input.id).await?;
    let amount_fen = rules::ask(&of, &store::of_arrival(cx, &of).await?, input.amount)?;
    let id: ChannelRefundId = cx.new_id();
    let row = ChannelRefundRow {
        org_id: of.org_id,
        id,
        arrival_id: of.id,
        number: id.uuid().simple().to_string(),
        amount_fen,
        reason: input.reason,
        state: ChannelRefundState::Waiting,
        trouble: None,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        decided_by: None,
        decided_name: None,
        decided_at: None,
        done_at: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichChannelRefund { id })
}

/// Approves a refund: the channel is asked for it in the background until it has ended.
pub async fn approve(cx: &mut Context, which: WhichChannelRefund) -> Result<WhichChannelRefund> {
    let is = decided(cx, which.id, ChannelRefundState::Sending).await?;
    let now = cx.now();
    jobs::send_at(cx, &is, now).await?;
    Ok(WhichChannelRefund { id: is.id })
}

/// Refuses a refund.
pub async fn refuse(cx: &mut Context, which: WhichChannelRefund) -> Result<WhichChannelRefund> {
    let is = decided(cx, which.id, ChannelRefundState::Refused).await?;
    Ok(WhichChannelRefund { id: is.id })
}

async fn decided(cx: &mut Context, id: ChannelRefundId, state: ChannelRefundState) -> Result<ChannelRefundRow> {
    let was = store::to_change(cx, id).await?;
    let of = arrival::store::one(cx, was.arrival_id).await?;
    let taker = match of.order_id {
        Some(order) => Some(order::store::one(cx, order).await?.created_by),
        None => None,
    };
    let by = cx.actor().id;
    rules::decide(&was, taker, by)?;
    let (decided_by, decided_name, decided_at) = (Some(by), Some(cx.actor().name.clone()), Some(cx.now()));
    let is = ChannelRefundRow { state, decided_by, decided_name, decided_at, ..was.clone() };
    advance(cx, &was, is).await
}

/// Keeps how a refund has gone on.
pub(crate) async fn advance(
    cx: &mut Context,
    was: &ChannelRefundRow,
    is: ChannelRefundRow,
) -> Result<ChannelRefundRow> {
    let is = ChannelRefundRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(is)
}

fn touched(cx: &mut Context, refund: &ChannelRefundRow) {
    cx.touch(format!("channel_refund:{}", refund.id));
    cx.touch(format!("arrival:{}", refund.arrival_id));
}
