//! The page of an order: the code or the address, and what became of it; it follows by itself.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, facts, figures, padded},
    feedback::banner,
    print::qr,
    record::badge,
};

use super::{
    model::{OrderLineRow, OrderRecord, OrderRow, OrderState, OrderWay, WhichOrder},
    queries, rules,
};
use crate::word;

/// `/online/payment_orders/{id}`: at the counter and in the office.
pub async fn page(cx: &mut Context, which: WhichOrder) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let receipt = shown.order.payment_id.map(|id| format!("/payment/payments/{id}"));
    let speech = cx.speech();
    let mut offers = Vec::new();
    if let Some(receipt) = receipt {
        offers.push(Offer::open(speech.say("online-receipt"), receipt).icon("receipt").main());
    }
    if shown.order.shift_id.is_some() {
        offers.push(Offer::open(speech.say("payment-next-customer"), "/payment/counter").icon("plus"));
    }
    Ok(shown_to(cx, &shown, &offers, "/online/payment_orders"))
}

/// The page of an order for whoever looks, with what he may press; other orders of the same wish stand below `orders`.
pub fn shown_to(cx: &Context, shown: &OrderRecord, offers: &[Offer], orders: &str) -> View {
    let (speech, order) = (cx.speech(), &shown.order);
    let total = Figure {
        value: speech.money(order.amount_fen),
        label: order.subject.clone(),
        tone: if order.state == OrderState::Paid { Tone::Done } else { Tone::Plain },
        href: None,
    };
    let body = html! { div.stack {
        (figures(&[total]))
        (state(cx, &speech, order))
        (buttons(&speech, offers))
        @if !shown.others.is_empty() { (others(&speech, shown, orders)) }
        (padded(&speech.say("online-order-lines"), html! {}, facts(&shown.lines.iter().map(|line| told(&speech, line)).collect::<Vec<_>>())))
        p.sub { (speech.say("field-number")) " " span.number { (order.number) } }
    } };
    let title = speech.say_with("online-order-of", &[("channel", &word(&speech, "pay-channel", order.channel.word()))]);
    View::new(title, body).live(format!("payment_order:{}", order.id))
}

/// How the order stands and what is to be done next.
fn state(cx: &Context, speech: &Speech, order: &OrderRow) -> Markup {
    let said = |key: &str| speech.say(key);
    match (order.state, &order.pay_at) {
        (OrderState::Submitted, Some(address)) if rules::is_live(order, cx.now()) => to_pay(cx, speech, order, address),
        (OrderState::Created | OrderState::Submitted, _) => html! { p role="status" { (said("online-placing")) } },
        (OrderState::Unknown, _) => banner(Tone::Waiting, &said("online-no-answer"), None),
        (OrderState::Paid, _) => html! { p role="status" { (badge(Tone::Done, &said("online-paid"))) } },
        (OrderState::Suspense, _) => banner(Tone::Risk, &said("online-in-suspense"), None),
        (OrderState::Closed, _) => banner(Tone::Late, &said("online-closed"), None),
        (OrderState::Expired, _) => banner(Tone::Late, &said("online-expired"), None),
    }
}

fn to_pay(cx: &Context, speech: &Speech, order: &OrderRow, address: &str) -> Markup {
    let channel = word(speech, "pay-channel", order.channel.word());
    let until = speech.instant(order.expires_at, cx.zone());
    // Codes of one channel are no addresses: only its own scanner understands them.
    let leads = address.starts_with("http");
    html! {
        div.stack role="status" {
            @if order.way == OrderWay::Code || !leads {
                p { (speech.say_with("online-scan", &[("channel", &channel)])) }
                (qr(address, &speech.say("online-code")))
            }
            @if leads { a.big href=(address) rel="noreferrer" { (speech.say_with("online-go", &[("channel", &channel)])) } }
            p.sub { (speech.say_with("online-until", &[("until", &until)])) }
        }
    }
}

fn others(speech: &Speech, shown: &OrderRecord, orders: &str) -> Markup {
    let count = (shown.others.len() + 1).to_string();
    html! { section {
        p { (speech.say_with("online-several", &[("count", &count)])) }
        ul { @for other in &shown.others { li {
            a href={ (orders) "/" (other.id) } { (other.subject) " " (speech.money(other.amount_fen)) } " "
            (word(speech, "payment-order-state", other.state.word()))
        } } }
    } }
}

fn told(speech: &Speech, line: &OrderLineRow) -> (String, Markup) {
    let title = format!("{} {}", line.place, line.fee_item);
    (title, html! { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) " · " (speech.money(line.amount_fen)) })
}
