//! A resident's payments of the past on his phone.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{Speech, card::padded, feedback::empty};

use super::{
    model::{Nothing, PastPayment},
    queries,
};

/// `/home/past_payments`
pub async fn own(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = queries::own(cx, nothing).await?;
    let speech = cx.speech();
    let body = html! {
        @if shown.rows.is_empty() {
            (empty("history", &speech.say("opening-own-past-none"), &speech.say("opening-own-past-hint"), None))
        } @else { p.sub { (speech.say("opening-own-past-about")) } }
        @for payment in &shown.rows { (one(&speech, payment)) }
    };
    Ok(View::new(speech.say("opening-past-payment-list"), body))
}

fn one(speech: &Speech, payment: &PastPayment) -> Markup {
    let way = payment.method.map(|method| speech.say(&format!("choice-method-{}", method.word())));
    padded(
        &format!("{} {}", payment.fee_item, speech.money(payment.amount)),
        html! {},
        html! {
            p { (payment.place) }
            p.sub.number { (payment.receipt) }
            @if let Some(on) = payment.paid_on { p.sub { (speech.date(on)) @if let Some(way) = way { " · " (way) } } }
            @if let (Some(from), Some(to)) = (payment.from_on, payment.to_on) {
                p.sub { (speech.say_with("opening-past-for", &[("from", &speech.date(from)), ("to", &speech.date(to))])) }
            }
        },
    )
}
