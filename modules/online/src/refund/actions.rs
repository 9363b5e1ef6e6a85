//! Asking for a refund the way the money came, and deciding about one somebody else asked for.

use kernel::{Error, Message, Money, Result};
use module::{Change, Context};
use payment::{AskPart, PaymentLineRow};

use super::{
    jobs,
    model::{
        ChannelRefundBill, ChannelRefundId, ChannelRefundRecord, ChannelRefundRow, ChannelRefundState,
        CreateChannelRefund, WhichChannelRefund,
    },
    queries, rules, store,
};
use crate::{
    arrival::{self, model::ArrivalRow},
    order,
};

/// Asks for a refund; nothing moves before it is approved.
pub async fn create(cx: &mut Context, input: CreateChannelRefund) -> Result<WhichChannelRefund> {
    let of = arrival::store::to_change(cx, input.id).await?;
    let id: ChannelRefundId = cx.new_id();
    let (amount_fen, bills) = taken_of(cx, &of, id, &input).await?;
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
    store::insert_bills(cx, row.org_id, &bills).await?;
    let record = ChannelRefundRecord { refund: row, bills };
    cx.record(Change::to(record.refund.org_id, id).after(&record));
    let row = record.refund;
    touched(cx, &row);
    Ok(WhichChannelRefund { id })
}

/// How much is asked for, and of which bills: what other refunds have asked for counts as gone.
async fn taken_of(
    cx: &mut Context,
    of: &ArrivalRow,
    id: ChannelRefundId,
    input: &CreateChannelRefund,
) -> Result<(Money, Vec<ChannelRefundBill>)> {
    let before = store::of_arrival(cx, of).await?;
    // Of chosen bills all that is left is asked for when nobody says how much.
    let said = match (&input.bill_ids[..], input.amount) {
        ([], said) => Some(rules::ask(of, &before, said)?),
        (_, said) => said,
    };
    let Some(payment) = of.payment_id else {
        return match said {
            Some(amount) if input.bill_ids.is_empty() => Ok((amount, Vec::new())),
            _ => Err(Error::field("bill_ids", Message::of("invalid-choice"))),
        };
    };
    let asked = queries::asked(cx, &before).await?;
    let part = AskPart { id: payment, bill_ids: input.bill_ids.clone(), amount: said, asked };
    let lines = payment::part(cx, part).await?;
    let amount = rules::ask(of, &before, Some(lines.iter().map(|line| line.amount_fen).sum()))?;
    let bill = |line: PaymentLineRow| ChannelRefundBill {
        refund_id: id,
        bill_id: line.bill_id,
        told: format!("{} {} {} – {}", line.place, line.fee_item, line.from_on, line.to_on),
        amount_fen: line.amount_fen,
    };
    Ok((amount, lines.into_iter().map(bill).collect()))
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
