//! A refund: who asked and why, who decided, and its slip.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use process::runtime::{Behind, behind};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::facts,
    feedback::banner,
    print::paper,
    record::badge,
};

use super::{
    model::{RefundRecord, RefundRow, RefundState, WhichRefund},
    queries,
};
use crate::{
    REFUND_APPROVE, advance,
    payment::{model::PaymentLineRow, pages::print},
    prepayment,
    shift::pages::word,
};

/// `/payment/refunds/{id}`
pub async fn page(cx: &mut Context, which: WhichRefund) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let refund = &shown.refund;
    let case = behind(cx, refund.org_id, refund.id).await?;
    let title = speech.say("payment-refund-slip");
    let number = refund.number.clone().unwrap_or_default();
    let at_stake = match refund.prepayment_id.filter(|_| refund.state == RefundState::Waiting) {
        Some(id) => {
            let of = prepayment::store::one(cx, id).await?;
            let left = of.balance_fen - refund.amount_fen;
            advance::queries::at_stake(cx, (of.org_id, of.place_id, of.purpose), left).await?
        }
        None => Vec::new(),
    };
    let body = html! { div.stack {
        (buttons(&speech, &offers(cx, &speech, refund, case.as_ref())))
        @for row in &at_stake {
            (banner(Tone::Risk, &speech.say("payment-advance-at-stake"), None))
            (facts(&[advance::pages::on_receipt(&speech, row)]))
        }
        (paper(&title, &number, slip(cx, &speech, &shown, case.as_ref()), html! {}))
    } };
    Ok(View::new(format!("{title} {}", refund.place), body).live(format!("refund:{}", refund.id)))
}

fn offers(cx: &mut Context, speech: &Speech, refund: &RefundRow, case: Option<&Behind>) -> Vec<Offer> {
    let form = |action: &str| format!("/do/{action}?id={}&next=/payment/refunds/{}", refund.id, refund.id);
    let mut offers = Vec::new();
    let here = case.is_none_or(|case| !case.open);
    if here && refund.state == RefundState::Waiting && cx.actor().may_in(REFUND_APPROVE, refund.org_id) {
        let words = speech.say("payment-refund-approve");
        if refund.asked_by == cx.actor().id {
            offers.push(Offer::refused(words, speech.say("payment-own-refund")));
        } else {
            offers.push(Offer::open(words, form("payment.refund.approve")).icon("check").main());
            offers.push(Offer::open(speech.say("payment-refund-refuse"), form("payment.refund.refuse")).icon("x"));
        }
    }
    if refund.state == RefundState::Approved {
        let asked = print("refund_slip", refund.id.to_string());
        let print = cx.offer("document.paper_copy.create", refund.org_id, &asked);
        offers.extend(print.map(|offer| offer.icon("printer").main()));
    }
    if let Some(of) = refund.prepayment_id {
        let of = format!("/payment/prepayments/{of}");
        offers.push(Offer::open(speech.say("payment-prepayment-list"), of).icon("wallet"));
    }
    if let Some(of) = refund.payment_id {
        offers.push(Offer::open(speech.say("payment-receipt"), format!("/payment/payments/{of}")).icon("receipt"));
    }
    offers
}

fn slip(cx: &Context, speech: &Speech, shown: &RefundRecord, case: Option<&Behind>) -> Markup {
    let refund = &shown.refund;
    let tone = match refund.state {
        RefundState::Waiting => Tone::Waiting,
        RefundState::Approved => Tone::Done,
        RefundState::Refused => Tone::Cancelled,
    };
    let mut list = vec![
        (speech.say("field-refund-state"), badge(tone, &word(speech, "refund-state", refund.state.word()))),
        (speech.say("field-place"), html! { (refund.place) }),
        (speech.say("field-amount"), html! { b { (speech.money(refund.amount_fen)) } }),
        (speech.say("payment-in-words"), html! { (shown.capital) }),
        (speech.say("field-method"), html! { (word(speech, "method", refund.method.word())) }),
        (speech.say("field-reason"), html! { (refund.reason) }),
        (
            speech.say("field-asked-name"),
            html! { (refund.asked_name) " · " (speech.instant(refund.asked_at, cx.zone())) },
        ),
    ];
    if let Some(purpose) = refund.purpose {
        list.insert(2, (speech.say("field-prepaid-for"), html! { (word(speech, "prepaid-for", purpose.word())) }));
    }
    if let Some(receipt) = &shown.receipt {
        list.insert(2, (speech.say("payment-receipt"), html! { (receipt) }));
    }
    list.extend(shown.lines.iter().map(|line| owed_again(speech, line)));
    if let Some(case) = case {
        list.push((speech.say("case-behind"), html! { a href=(case.path()) { (case.number) } }));
    }
    if let (Some(name), Some(at)) = (&refund.decided_name, refund.decided_at) {
        list.push((speech.say("payment-decided"), html! { (name) " · " (speech.instant(at, cx.zone())) }));
    }
    facts(&list)
}

/// A bill that is owed again.
fn owed_again(speech: &Speech, line: &PaymentLineRow) -> (String, Markup) {
    let title = format!("{} {}", line.place, line.fee_item);
    (title, html! { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) " · " (speech.money(line.amount_fen)) })
}
