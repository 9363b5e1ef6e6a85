//! The page of what is held of a resident's money.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use payment::OwnDeposit;
use ui::{Speech, Tone, card::padded, feedback::empty, record::badge};

use super::queries::list;
use crate::home::model::Nothing;

/// `/home/holdings`
pub async fn page(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = list(cx, nothing).await?;
    let speech = cx.speech();
    let body = html! {
        @if shown.deposits.is_empty() && shown.prepayments.is_empty() {
            (empty("key", &speech.say("portal-holding-none"), &speech.say("portal-holding-hint"), None))
        }
        @for one in &shown.prepayments {
            (padded(
                &format!("{} {}", speech.say(&format!("choice-prepaid-for-{}", one.prepaid_for.word())), speech.money(one.balance)),
                html! {},
                html! { p { (one.place) } p.sub { (speech.say("portal-holding-prepaid")) } },
            ))
        }
        @for one in &shown.deposits { (deposit(&speech, one)) }
        @if !shown.deposits.is_empty() { p { a href="/home/services" { (speech.say("portal-holding-back")) } } }
    };
    Ok(View::new(speech.say("portal-holding-page"), body))
}

fn deposit(speech: &Speech, one: &OwnDeposit) -> Markup {
    let kind = speech.say(&format!("choice-deposit-kind-{}", one.deposit_kind.word()));
    let state = speech.say(&format!("choice-deposit-state-{}", one.deposit_state.word()));
    let tone = if one.held > kernel::Money::ZERO { Tone::Active } else { Tone::Done };
    let back = one.amount - one.held;
    padded(
        &format!("{kind} {}", speech.money(one.amount)),
        badge(tone, &state),
        html! {
            p { (one.place) }
            p.sub.number { (one.number) }
            p.sub { (speech.date(one.taken_on)) }
            @if back > kernel::Money::ZERO {
                p { (speech.say_with("portal-holding-left", &[("held", &speech.money(one.held)), ("back", &speech.money(back))])) }
            }
        },
    )
}
