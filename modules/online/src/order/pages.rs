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
    model::{OrderLineRow, OrderRecord, OrderRow, OrderState, OrderStep, OrderWay, WhichOrder},
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
        @if shown.steps.len() > 1 { (steps(&speech, shown, orders)) }
        (padded(&speech.say("online-order-lines"), html! {}, facts(&shown.lines.iter().map(|line| told(&speech, line)).collect::<Vec<_>>())))
        p.sub { (speech.say("field-number")) " " span.number { (order.number) } }
    } };
    let title = speech.say_with("online-order-of", &[("channel", &word(&speech, "pay-channel", order.channel.word()))]);
    shown.steps.iter().fold(View::new(title, body), |view, step| view.live(format!("payment_order:{}", step.id)))
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

/// The orders of a wish whose bills are paid into several accounts, as steps: which are paid, which one this is, which comes next. One
/// that was not paid leaves its bills open.
fn steps(speech: &Speech, shown: &OrderRecord, orders: &str) -> Markup {
    let total = shown.steps.len().to_string();
    let named = |nth: usize| speech.say_with("online-step", &[("nth", &nth.to_string()), ("count", &total)]);
    let sum = |paid: bool| -> String {
        let counted = shown.steps.iter().filter(|step| !paid || step.state == OrderState::Paid);
        speech.money(counted.map(|step| step.amount).sum())
    };
    let done = shown.order.state == OrderState::Paid;
    let next = rules::next_step(&shown.steps, shown.order.id).filter(|_| done || !is_open(shown));
    let missed = shown.steps.iter().any(|step| !step.open && step.state != OrderState::Paid);
    let row = |(nth, step): (usize, &OrderStep)| {
        let state = match step.state {
            OrderState::Paid => badge(Tone::Done, &speech.say("online-paid")),
            _ if step.open => badge(Tone::Waiting, &word(speech, "payment-order-state", step.state.word())),
            _ => badge(Tone::Late, &word(speech, "payment-order-state", step.state.word())),
        };
        let title = named(nth);
        let mark = if step.id == shown.order.id {
            html! { b aria-current="step" { (title) } }
        } else {
            html! { a href={ (orders) "/" (step.id) } { (title) } }
        };
        html! { li { (mark) " " (step.payee) " · " (step.subject) " · " (speech.money(step.amount)) " " (state) } }
    };
    let several = speech.say_with("online-several", &[("count", &total), ("sum", &sum(false)), ("paid", &sum(true))]);
    html! { section.stack {
        p { (several) }
        ol { @for one in (1..).zip(&shown.steps) { (row(one)) } }
        @if let Some((nth, step)) = next {
            a.big href={ (orders) "/" (step.id) } { (speech.say_with("online-next-step", &[("step", &named(nth)), ("amount", &speech.money(step.amount))])) }
        }
        @if missed { p.sub { (speech.say("online-step-missed")) } }
    } }
}

/// Whether this order itself can still be paid.
fn is_open(shown: &OrderRecord) -> bool {
    shown.steps.iter().any(|step| step.id == shown.order.id && step.open)
}

fn told(speech: &Speech, line: &OrderLineRow) -> (String, Markup) {
    let title = format!("{} {}", line.place, line.fee_item);
    (title, html! { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) " · " (speech.money(line.amount_fen)) })
}
