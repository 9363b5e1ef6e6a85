//! A refund at a channel: who asked and why, who decided, and how far it is.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, facts, padded},
    feedback::banner,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{ChannelRefundBill, ChannelRefundRecord, ChannelRefundState, WhichChannelRefund},
    queries,
};
use crate::{CHANNEL_REFUND_APPROVE, word};

/// `/online/channel_refunds/{id}`
pub async fn page(cx: &mut Context, which: WhichChannelRefund) -> Result<View> {
    let ChannelRefundRecord { refund, bills } = queries::view(cx, which).await?;
    let speech = cx.speech();
    let here = format!("/online/channel_refunds/{}", refund.id);
    let mut offers = Vec::new();
    if refund.state == ChannelRefundState::Waiting && cx.actor().may_in(CHANNEL_REFUND_APPROVE, refund.org_id) {
        let words = speech.say("online-channel-refund-approve");
        let form = |verb: &str| format!("/do/online.channel_refund.{verb}?id={}&next={here}", refund.id);
        if refund.asked_by == cx.actor().id {
            offers.push(Offer::refused(words, speech.say("payment-own-refund")));
        } else {
            offers.push(Offer::open(words, form("approve")).icon("check").main());
            offers.push(Offer::open(speech.say("online-channel-refund-refuse"), form("refuse")).icon("x"));
        }
    }
    let arrival = format!("/online/arrivals/{}", refund.arrival_id);
    offers.push(Offer::open(speech.say("online-arrival"), arrival).icon("arrow-down"));
    let tone = match refund.state {
        ChannelRefundState::Waiting | ChannelRefundState::Sending => Tone::Waiting,
        ChannelRefundState::Done => Tone::Done,
        ChannelRefundState::Failed | ChannelRefundState::Stuck => Tone::Late,
        ChannelRefundState::Refused => Tone::Cancelled,
    };
    let mut list = vec![
        (
            speech.say("field-channel-refund-state"),
            badge(tone, &word(&speech, "channel-refund-state", refund.state.word())),
        ),
        (speech.say("field-amount"), html! { b { (speech.money(refund.amount_fen)) } }),
        (speech.say("field-reason"), html! { (refund.reason) }),
        (speech.say("field-number"), html! { span.number { (refund.number) } }),
        (
            speech.say("field-asked-name"),
            html! { (refund.asked_name) " · " (speech.instant(refund.asked_at, cx.zone())) },
        ),
    ];
    if let (Some(name), Some(at)) = (&refund.decided_name, refund.decided_at) {
        list.push((speech.say("payment-decided"), html! { (name) " · " (speech.instant(at, cx.zone())) }));
    }
    let help = match refund.state {
        ChannelRefundState::Failed => Some("online-refund-failed"),
        ChannelRefundState::Stuck => Some("online-refund-stuck"),
        _ => None,
    };
    let title = speech.say("online-channel-refund");
    let body = html! { div.stack {
        (heading(&title, &speech.money(refund.amount_fen), buttons(&speech, &offers)))
        @if let Some(help) = help { (banner(Tone::Risk, &speech.say(help), None)) }
        (padded("", html! {}, facts(&list)))
        @if !bills.is_empty() { (owed_again(&speech, &bills)) }
    } };
    Ok(View::new(title, body).live(format!("channel_refund:{}", refund.id)))
}

/// What is owed again, bill by bill, once it is given back.
fn owed_again(speech: &Speech, bills: &[ChannelRefundBill]) -> Markup {
    let columns = [
        Column::new(speech.say("field-bill-ids"), ColumnKind::Text),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |one: &ChannelRefundBill| {
        let bill = format!("/billing/bills/{}", one.bill_id);
        vec![html! { a href=(bill) { (one.told) } }, html! { (speech.money(one.amount_fen)) }]
    };
    let rows: Vec<Vec<Markup>> = bills.iter().map(row).collect();
    let title = speech.say("online-refund-bills");
    card(&title, html! {}, simple(&title, &columns, &rows))
}
