//! A prepayment: what is left, and every paper that moved it.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, card, figures},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{PrepaymentMoveRow, PrepaymentRecord, WhichPrepayment},
    queries,
};
use crate::{REFUND_CREATE, shift::pages::word};

/// `/payment/prepayments/{id}`
pub async fn page(cx: &mut Context, which: WhichPrepayment) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let purpose = word(&speech, "prepaid-for", shown.line.prepaid_for.word());
    let left = Figure {
        value: speech.money(shown.prepayment.balance_fen),
        label: speech.say("field-prepayment-balance"),
        tone: Tone::Plain,
        href: None,
    };
    let body = html! { div.stack {
        (heading(&shown.line.place, &purpose, buttons(&speech, &offers(cx, &speech, &shown))))
        (figures(&[left]))
        (moves(cx, &speech, &shown))
    } };
    Ok(View::new(shown.line.place.clone(), body).live(format!("prepayments:{}", shown.prepayment.org_id)))
}

fn offers(cx: &Context, speech: &Speech, shown: &PrepaymentRecord) -> Vec<Offer> {
    let row = &shown.prepayment;
    let may = row.balance_fen > Money::ZERO && cx.actor().may_in(REFUND_CREATE, row.org_id);
    let ask = || Offer::open(speech.say("payment-refund-create"), format!("/do/payment.refund.create?id={}", row.id));
    may.then(ask).into_iter().collect()
}

fn moves(cx: &Context, speech: &Speech, shown: &PrepaymentRecord) -> Markup {
    let title = speech.say("payment-moves");
    let columns = [
        Column::new(speech.say("payment-moved-at"), ColumnKind::Time),
        Column::new(speech.say("payment-paper"), ColumnKind::Text),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
        Column::new(speech.say("field-prepayment-balance"), ColumnKind::Number),
    ];
    let row = |one: &PrepaymentMoveRow| {
        let (words, href) = paper(&one.paper);
        vec![
            html! { (speech.instant(one.moved_at, cx.zone())) },
            html! { a href=(href) { (speech.say(words)) } },
            html! { (speech.money(one.amount_fen)) },
            html! { (speech.money(one.balance_fen)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.moves.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}

/// What a paper is called, and where it is looked at.
fn paper(id: &str) -> (&'static str, String) {
    if id.starts_with("deduction_") {
        ("payment-deduction-slip", format!("/payment/deductions/{id}"))
    } else if id.starts_with("refund_") {
        ("payment-refund-slip", format!("/payment/refunds/{id}"))
    } else {
        ("payment-receipt", format!("/payment/payments/{id}"))
    }
}
