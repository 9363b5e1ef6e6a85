//! Placing orders at their channel and asking about them: the calls are made before the transaction opens, and may be made twice.

use std::sync::Arc;

use gateway::{Channel, Moment, Order, Placed, State, Trouble, Way};
use kernel::{Error, Instant, Result, Span};
use module::{Boxed, Caller, Context, Platform, PublicAddress};
use serde_json::{Value, json};

use super::{
    actions,
    model::{LookedAt, OrderRow, OrderState, OrderWay, PlacedOrder, Placing, WhichOrder},
    rules, store,
};
use crate::{
    arrival::{
        self,
        model::{Told, ToldBy},
    },
    channel::queries::{Reached, reach},
};

/// The kind of job that places an order.
pub(crate) const SUBMIT: &str = "online.payment_order.submit";
/// The kind of job that asks about one.
pub(crate) const LOOK: &str = "online.payment_order.look";
/// The pause before an order is placed once more.
const PAUSE: Span = Span::seconds(5);

/// Has an order placed.
pub(crate) async fn submit_at(cx: &mut Context, order: &OrderRow, at: Instant) -> Result<()> {
    let dedupe = Some(format!("{}/{}", order.id, at.0));
    cx.later(order.org_id, SUBMIT, json!({ "id": order.id }), at, dedupe).await
}

/// Has an order asked about when its time has come; never again once nothing can come any more.
pub(crate) async fn look_next(cx: &mut Context, order: &OrderRow) -> Result<()> {
    let Some(at) = rules::next_look(order, cx.now()) else { return Ok(()) };
    let dedupe = Some(format!("{}/{}", order.id, at.0));
    cx.later(order.org_id, LOOK, json!({ "id": order.id }), at, dedupe).await
}

/// An order with its channel, the moment of a call, and where the payer comes back to.
async fn at_channel(platform: &Arc<Platform>, caller: &Caller, input: Value) -> Result<(OrderRow, Reached, String)> {
    let which: WhichOrder = serde_json::from_value(input)?;
    let mut cx = platform.reading(caller).await?;
    let order = store::one(&mut cx, which.id).await?;
    let reached = reach(&mut cx, order.payee_account_id).await?;
    let back = PublicAddress::of(&cx, &format!("/home/payment_orders/{}", order.id));
    Ok((order, reached, back))
}

/// Outside: places an order. The same order again is harmless.
pub(crate) fn place(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let (order, Reached { channel, moment, .. }, back) = at_channel(&platform, &caller, input).await?;
        let placing = if rules::to_place(&order, moment.now) {
            let way = match order.way {
                OrderWay::Code => Way::Code,
                OrderWay::Phone => Way::Phone { ip: order.payer_address.clone(), back },
            };
            let (number, subject) = (order.number.clone(), order.subject.clone());
            let wanted = Order { number, subject, amount: order.amount_fen, way, expires: order.expires_at };
            match channel.place(&moment, &wanted).await {
                Ok(Placed::Code(address) | Placed::Address(address)) => Placing::Placed(address),
                Ok(Placed::Script(_)) => return Err(Error::Internal("a script was not asked for".to_owned())),
                Err(Trouble::Refused(refusal)) if !refusal.reason.passes() => {
                    Placing::Refused(format!("{} {}", refusal.code, refusal.message))
                }
                Err(trouble) => Placing::Again(trouble.to_string()),
            }
        } else {
            Placing::Needless
        };
        Ok(serde_json::to_value(PlacedOrder { id: order.id, placing })?)
    })
}

/// Keeps what came of placing an order. What is not certain is placed once more, with the same number, and asked about meanwhile.
pub(crate) async fn submit(cx: &mut Context, PlacedOrder { id, placing }: PlacedOrder) -> Result<()> {
    let was = store::to_change(cx, id).await?;
    if !rules::to_place(&was, cx.now()) {
        return Ok(());
    }
    let is = match placing {
        Placing::Needless => return Ok(()),
        Placing::Placed(address) => {
            OrderRow { state: OrderState::Submitted, pay_at: Some(address), trouble: None, ..was.clone() }
        }
        Placing::Refused(words) => OrderRow { state: OrderState::Closed, trouble: Some(words), ..was.clone() },
        Placing::Again(words) => {
            let at = cx.now() + PAUSE;
            submit_at(cx, &was, at).await?;
            if was.trouble.as_ref() == Some(&words) {
                return Ok(());
            }
            OrderRow { state: OrderState::Unknown, trouble: Some(words), ..was.clone() }
        }
    };
    actions::advance(cx, &was, is).await
}

/// Outside: asks about an order. One whose time is over is asked to be closed in between, since the payment may win the race.
pub(crate) fn ask(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let (order, Reached { channel, moment, .. }, _) = at_channel(&platform, &caller, input).await?;
        let (mut told, mut over) = standing(&*channel, &moment, &order).await;
        if told.is_none() && rules::to_close(&order, moment.now) {
            // Success proves nothing, and neither does trouble: only the next answer counts.
            let _ = channel.close(&moment, &order.number).await;
            (told, over) = standing(&*channel, &moment, &order).await;
        }
        Ok(serde_json::to_value(LookedAt { id: order.id, told, over })?)
    })
}

/// What was paid, and whether nothing can be paid any more; nothing of both when the channel does not say. One of them does not know an
/// order before somebody has begun to pay it.
async fn standing(channel: &dyn Channel, moment: &Moment, order: &OrderRow) -> (Option<Told>, bool) {
    match channel.query(moment, &order.number).await {
        Ok(standing) => {
            let gone = standing.state == State::Absent && moment.now >= order.expires_at;
            (Told::of(&standing), gone || standing.state == State::Closed)
        }
        Err(trouble) => {
            tracing::warn!(order = %order.id, %trouble, "an order could not be asked about");
            (None, false)
        }
    }
}

/// Keeps what the channel says about an order, and has it asked about again while something may still come.
pub(crate) async fn look(cx: &mut Context, LookedAt { id, told, over }: LookedAt) -> Result<()> {
    let was = store::to_change(cx, id).await?;
    if let Some(told) = told {
        let account = crate::account::store::one(cx, was.payee_account_id).await?;
        return arrival::actions::arrived(cx, &account, &told, ToldBy::Query).await;
    }
    let state = if over { rules::over(&was, cx.now()) } else { was.state };
    if state != was.state {
        actions::advance(cx, &was, OrderRow { state, ..was.clone() }).await?;
    }
    look_next(cx, &was).await
}
