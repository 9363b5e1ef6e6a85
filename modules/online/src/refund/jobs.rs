//! Asking the channel for a refund, and about it: always by the same number, so that asking twice gives back once.

use std::sync::Arc;

use gateway::{Refund, RefundState};
use kernel::{Instant, Result};
use module::{Boxed, Caller, Context, Platform};
use serde_json::{Value, json};

use super::{
    actions,
    model::{Answered, AnsweredRefund, ChannelRefundRow, ChannelRefundState, WhichChannelRefund},
    rules, store,
};
use crate::{
    arrival,
    channel::queries::{Reached, reach},
};

/// The kind of job that asks the channel.
pub(crate) const SEND: &str = "online.channel_refund.send";

/// Has the channel asked.
pub(crate) async fn send_at(cx: &mut Context, refund: &ChannelRefundRow, at: Instant) -> Result<()> {
    let dedupe = Some(format!("{}/{}", refund.id, at.0));
    cx.later(refund.org_id, SEND, json!({ "id": refund.id }), at, dedupe).await
}

/// Outside: asks about the refund, and for it when the channel does not know it.
pub(crate) fn ask(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let which: WhichChannelRefund = serde_json::from_value(input)?;
        let mut cx = platform.reading(&caller).await?;
        let row = store::one(&mut cx, which.id).await?;
        let of = arrival::store::one(&mut cx, row.arrival_id).await?;
        let Reached { channel, moment, .. } = reach(&mut cx, of.payee_account_id).await?;
        drop(cx);
        let (number, order, reason) = (row.number, of.number, row.reason);
        let refund = Refund { number, order, amount: row.amount_fen, total: of.amount_fen, reason };
        let mut answer = channel.query_refund(&moment, &refund).await;
        if answer.as_ref().is_ok_and(|standing| standing.state == RefundState::Absent) {
            answer = channel.refund(&moment, &refund).await;
        }
        Ok(serde_json::to_value(AnsweredRefund { id: row.id, answered: rules::answered(answer) })?)
    })
}

/// Keeps what the channel says. What is given back is taken back here in the same transaction.
pub(crate) async fn send(cx: &mut Context, AnsweredRefund { id, answered }: AnsweredRefund) -> Result<()> {
    let was = store::to_change(cx, id).await?;
    if was.state != ChannelRefundState::Sending {
        return Ok(());
    }
    let now = cx.now();
    let (state, trouble) = match answered {
        Answered::Running(trouble) => match rules::next_ask(&was, now) {
            Some(at) => {
                send_at(cx, &was, at).await?;
                (ChannelRefundState::Sending, trouble)
            }
            None => (ChannelRefundState::Stuck, trouble),
        },
        Answered::Done => {
            arrival::actions::gone_back(cx, &was).await?;
            (ChannelRefundState::Done, None)
        }
        Answered::Failed(words) => (ChannelRefundState::Failed, Some(words)),
        Answered::Stuck => (ChannelRefundState::Stuck, None),
    };
    if (state, &trouble) == (was.state, &was.trouble) {
        return Ok(());
    }
    let done_at = (state == ChannelRefundState::Done).then_some(now);
    actions::advance(cx, &was, ChannelRefundRow { state, trouble, done_at, ..was.clone() }).await.map(|_| ())
}
