//! Money that came in: what it paid, or why it waits and what may be done.

use kernel::Result;
use maud::html;
use module::{Context, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    card::{facts, padded},
    page::heading,
    record::badge,
};

use super::{
    model::{ArrivalState, WhichArrival},
    queries,
};
use crate::{ARRIVAL_ASSIGN, CHANNEL_REFUND_CREATE, word};

/// `/online/arrivals/{id}`
pub async fn page(cx: &mut Context, which: WhichArrival) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let (speech, arrival) = (cx.speech(), &shown.arrival);
    let here = format!("/online/arrivals/{}", arrival.id);
    let may = |permission| cx.actor().may_in(permission, arrival.org_id);
    let mut offers = Vec::new();
    if arrival.state == ArrivalState::Waiting && may(ARRIVAL_ASSIGN) {
        let form = format!("/do/online.arrival.assign?id={}&next={here}", arrival.id);
        offers.push(Offer::open(speech.say("online-arrival-assign"), form).icon("receipt").main());
    }
    if arrival.state != ArrivalState::Refunded && may(CHANNEL_REFUND_CREATE) {
        let form = format!("/do/online.channel_refund.create?id={}", arrival.id);
        offers.push(Offer::open(speech.say("online-channel-refund-create"), form).icon("arrow-back-up"));
    }
    if let Some(payment) = arrival.payment_id {
        let receipt = format!("/payment/payments/{payment}");
        offers.push(Offer::open(speech.say("online-receipt"), receipt).icon("receipt"));
    }
    if let Some(order) = arrival.order_id {
        let order = format!("/online/payment_orders/{order}");
        offers.push(Offer::open(speech.say("online-order"), order).icon("list-check"));
    }
    let tone = match arrival.state {
        ArrivalState::Settled => Tone::Done,
        ArrivalState::Waiting => Tone::Waiting,
        ArrivalState::Refunded => Tone::Cancelled,
    };
    let mut list = vec![
        (speech.say("field-arrival-state"), badge(tone, &word(&speech, "arrival-state", arrival.state.word()))),
        (speech.say("field-amount"), html! { b { (speech.money(arrival.amount_fen)) } }),
        (speech.say("online-payee-account"), html! { (shown.account) }),
        (speech.say("field-channel-transaction"), html! { span.number { (arrival.transaction_id) } }),
        (speech.say("field-number"), html! { span.number { (arrival.number) } }),
        (speech.say("field-arrived-at"), html! { (speech.instant(arrival.paid_at, cx.zone())) }),
        (speech.say("field-told-by"), html! { (word(&speech, "told-by", arrival.told_by.word())) }),
    ];
    if let Some(doubt) = arrival.doubt {
        list.push((speech.say("field-doubt"), html! { (word(&speech, "doubt", doubt.word())) }));
    }
    if shown.left < arrival.amount_fen {
        list.push((speech.say("online-arrival-left"), html! { (speech.money(shown.left)) }));
    }
    list.extend(shown.refunds.iter().map(|refund| {
        let state = word(&speech, "channel-refund-state", refund.state.word());
        let href = format!("/online/channel_refunds/{}", refund.id);
        (
            speech.say("online-channel-refund"),
            html! { a href=(href) { (speech.money(refund.amount_fen)) } " · " (refund.reason) " · " (state) },
        )
    }));
    let title = speech.say("online-arrival");
    let body = html! { div.stack {
        (heading(&title, &speech.money(arrival.amount_fen), buttons(&speech, &offers)))
        (padded("", html! {}, facts(&list)))
    } };
    Ok(View::new(title, body).live(format!("arrival:{}", arrival.id)))
}
