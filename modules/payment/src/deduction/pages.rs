//! The slip of a deduction.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech,
    buttons::{Offer, buttons},
    card::{card, facts},
    print::paper,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{DeductionLineRow, DeductionRecord, WhichDeduction},
    queries,
};
use crate::{payment::pages::print, shift::pages::word};

/// `/payment/deductions/{id}`: the slip, ready to print.
pub async fn page(cx: &mut Context, which: WhichDeduction) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let deduction = &shown.deduction;
    let list = [
        (speech.say("field-place"), html! { (deduction.place) }),
        (speech.say("field-deducted-at"), html! { (speech.instant(deduction.deducted_at, cx.zone())) }),
    ];
    let body = html! {
        (facts(&list))
        (paid(&speech, &shown))
        p { (speech.say("payment-in-words")) " " b { (shown.capital) } }
    };
    let title = speech.say("payment-deduction-slip");
    let asked = print("deduction_slip", deduction.id.to_string());
    let offer = cx.offer("document.paper_copy.create", deduction.org_id, &asked);
    let offers: Vec<Offer> = offer.into_iter().map(|offer| offer.icon("printer").main()).collect();
    let body = html! { div.stack {
        (buttons(&speech, &offers))
        (paper(&title, &deduction.number, body, html! {}))
    } };
    Ok(View::new(deduction.number.clone(), body))
}

fn paid(speech: &Speech, shown: &DeductionRecord) -> Markup {
    let title = speech.say("payment-lines");
    let columns = [
        Column::new(speech.say("field-prepaid-for"), ColumnKind::Text),
        Column::new(speech.say("field-fee-item"), ColumnKind::Text),
        Column::new(speech.say("payment-period"), ColumnKind::Time),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |line: &DeductionLineRow| {
        vec![
            html! { (word(speech, "prepaid-for", line.purpose.word())) },
            html! { a href={ "/billing/bills/" (line.bill_id) } { (line.fee_item) } },
            html! { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) },
            html! { (speech.money(line.amount_fen)) },
        ]
    };
    let mut rows: Vec<Vec<Markup>> = shown.lines.iter().map(row).collect();
    let sum = html! { b { (speech.money(shown.deduction.amount_fen)) } };
    rows.push(vec![html! { b { (speech.say("payment-total")) } }, html! {}, html! {}, sum]);
    card("", html! {}, simple(&title, &columns, &rows))
}
