//! A refund of a deposit: who asked and why, who decided, who paid it out, and its slip.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use process::runtime::{Behind, behind};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::facts,
    print::{paper, print_button},
    record::badge,
};

use super::{
    model::{DepositRefundRecord, DepositRefundRow, DepositRefundState, WhichDepositRefund},
    queries,
};
use crate::{DEPOSIT_APPROVE, DEPOSIT_CREATE, shift::pages::word};

/// The tone of a state.
pub(crate) const fn tone(state: DepositRefundState) -> Tone {
    match state {
        DepositRefundState::Waiting => Tone::Waiting,
        DepositRefundState::Approved => Tone::Active,
        DepositRefundState::Refused => Tone::Cancelled,
        DepositRefundState::Paid => Tone::Done,
    }
}

/// `/payment/deposit_refunds/{id}`
pub async fn page(cx: &mut Context, which: WhichDepositRefund) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let refund = &shown.refund;
    let case = behind(cx, refund.org_id, refund.id).await?;
    let title = speech.say("payment-deposit-refund-slip");
    let number = refund.number.clone().unwrap_or_default();
    let body = html! { div.stack {
        div.no-print { (buttons(&speech, &offers(cx, &speech, refund, case.as_ref()))) }
        (print_button(&speech))
        (paper(&title, &number, slip(cx, &speech, &shown, case.as_ref()), html! {}))
    } };
    Ok(View::new(format!("{title} {}", refund.place), body).live(format!("deposit_refund:{}", refund.id)))
}

fn offers(cx: &Context, speech: &Speech, refund: &DepositRefundRow, case: Option<&Behind>) -> Vec<Offer> {
    let form = |verb: &str| {
        format!("/do/payment.deposit_refund.{verb}?id={}&next=/payment/deposit_refunds/{}", refund.id, refund.id)
    };
    let here = case.is_none_or(|case| !case.open);
    let may = |permission| here && cx.actor().may_in(permission, refund.org_id);
    let mut offers = Vec::new();
    if refund.state == DepositRefundState::Waiting && may(DEPOSIT_APPROVE) {
        let words = speech.say("payment-deposit-refund-approve");
        if refund.asked_by == cx.actor().id {
            offers.push(Offer::refused(words, speech.say("payment-own-refund")));
        } else {
            offers.push(Offer::open(words, form("approve")).icon("check").main());
            offers.push(Offer::open(speech.say("payment-deposit-refund-refuse"), form("refuse")).icon("x"));
        }
    }
    if refund.state == DepositRefundState::Approved && may(DEPOSIT_CREATE) {
        offers.push(Offer::open(speech.say("payment-deposit-refund-pay"), form("pay")).icon("coin").main());
    }
    let of = format!("/payment/deposits/{}", refund.deposit_id);
    offers.push(Offer::open(speech.say("payment-deposit-receipt"), of).icon("receipt"));
    offers
}

fn slip(cx: &Context, speech: &Speech, shown: &DepositRefundRecord, case: Option<&Behind>) -> Markup {
    let refund = &shown.refund;
    let state = word(speech, "deposit-refund-state", refund.state.word());
    let mut list = vec![
        (speech.say("field-deposit-refund-state"), badge(tone(refund.state), &state)),
        (speech.say("payment-deposit-receipt"), html! { (shown.receipt) }),
        (speech.say("field-paid-places"), html! { (refund.place) }),
        (speech.say("field-deposit-kind"), html! { (word(speech, "deposit-kind", refund.kind.word())) }),
        (speech.say("payment-deposit-ends"), html! { (speech.money(refund.amount_fen)) }),
    ];
    if refund.kept_fen > Money::ZERO {
        let kept = html! {
            (speech.money(refund.kept_fen)) @if let Some(why) = &refund.kept_reason { " · " (why) }
            @if let Some(bill) = refund.bill_id { " · " a href={ "/billing/bills/" (bill) } { (speech.say("payment-kept-pays")) } }
        };
        list.push((speech.say("field-kept"), kept));
    }
    list.extend([
        (speech.say("field-paid-back"), html! { b { (speech.money(refund.paid_back())) } }),
        (speech.say("payment-in-words"), html! { (shown.capital) }),
        (speech.say("field-method"), html! { (word(speech, "method", refund.method.word())) }),
        (speech.say("field-reason"), html! { (refund.reason) }),
    ]);
    if let Some(case) = case {
        list.push((speech.say("case-behind"), html! { a href=(case.path()) { (case.number) } }));
    }
    let done = [
        ("field-asked-name", Some(&refund.asked_name), Some(refund.asked_at)),
        ("payment-decided", refund.decided_name.as_ref(), refund.decided_at),
        ("payment-paid-out", refund.paid_name.as_ref(), refund.paid_at),
    ];
    for (key, name, at) in done {
        if let (Some(name), Some(at)) = (name, at) {
            list.push((speech.say(key), html! { (name) " · " (speech.instant(at, cx.zone())) }));
        }
    }
    facts(&list)
}
