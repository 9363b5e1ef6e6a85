//! The page of a resident's bills.

use billing::PaidState;
use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::Offer,
    card::{Figure, figures, padded},
    feedback,
    icon::icon,
    record::badge,
};

use super::{
    model::{BillShown, WhichOrder},
    queries::list,
};
use crate::home::model::Nothing;

/// `/home/bills`
pub async fn page(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = list(cx, nothing).await?;
    let speech = cx.speech();
    let total = Figure {
        value: speech.money(shown.total),
        label: speech.say("portal-bill-total"),
        tone: Tone::Plain,
        href: None,
    };
    let body = html! {
        p { a href="/home/papers" { (speech.say("portal-bill-papers")) } }
        p { a href="/home/holdings" { (speech.say("portal-holding-page")) } }
        p { a href="/home/readings" { (speech.say("portal-reading-page")) } }
        p { a href="/home/invoices" { (speech.say("portal-bill-invoices")) } }
        @if shown.rows.is_empty() {
            (feedback::empty("receipt", &speech.say("portal-bill-empty"), &speech.say("portal-bill-hint"), None))
        } @else {
            (figures(&[total]))
            @if !shown.channels.is_empty() { a.big href="/do/portal.bill.pay" { (icon("wallet")) (speech.say("portal-bill-pay")) } }
            @for bill in &shown.rows { (one(&speech, bill)) }
        }
        @if shown.paid_before { p { a href="/home/past_payments" { (speech.say("opening-past-payment-list")) } } }
        p { a href="/home/disclosures" { (speech.say("portal-bill-disclosed")) } }
    };
    Ok(View::new(speech.say("portal-bill-page"), body))
}

/// `/home/payment_orders/{id}`: an order of his, with the receipt once it is paid.
pub async fn order(cx: &mut Context, which: WhichOrder) -> Result<View> {
    let shown = online::own(cx, which.id).await?;
    let receipt = match shown.order.payment_id {
        Some(payment) => Some(payment::receipt_sheet(cx, payment).await?),
        None => None,
    };
    let offers = [Offer::open(cx.speech().say("portal-bill-page"), "/home/bills").icon("receipt")];
    let view = online::shown_to(cx, &shown, &offers, "/home/payment_orders");
    let body = html! { (view.body) @if let Some(receipt) = receipt { (receipt) } };
    Ok(View { body, ..view })
}

/// A bill with how it came about behind a fold.
fn one(speech: &Speech, bill: &BillShown) -> Markup {
    padded(
        &format!("{} {}", bill.fee_item, speech.money(bill.amount)),
        paid(speech, bill),
        html! {
            p { (bill.place) }
            p.sub.number { (bill.number) }
            p.sub { (speech.date(bill.from_on)) " – " (speech.date(bill.to_on)) }
            @match bill.paid_state {
                PaidState::Paid | PaidState::WrittenOff => {}
                PaidState::Partly => p { (speech.say_with("portal-bill-owed", &[("owed", &speech.money(bill.owed)), ("day", &speech.date(bill.due_on))])) }
                PaidState::Unpaid => p.sub { (speech.say_with("portal-bill-due", &[("day", &speech.date(bill.due_on))])) }
            }
            details {
                summary { (speech.say("portal-bill-told")) }
                ol { @for sentence in &bill.told { li { (sentence) } } }
            }
        },
    )
}

/// What is paid says so; what is not is asked for below.
fn paid(speech: &Speech, bill: &BillShown) -> Markup {
    match bill.paid_state {
        PaidState::Paid => badge(Tone::Done, &speech.say("choice-paid-state-paid")),
        PaidState::WrittenOff => badge(Tone::Cancelled, &speech.say("choice-paid-state-written-off")),
        PaidState::Partly => badge(Tone::Active, &speech.say("choice-paid-state-partly")),
        PaidState::Unpaid => html! {},
    }
}
