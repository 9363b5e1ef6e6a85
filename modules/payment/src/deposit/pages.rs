//! A deposit: its receipt, ready to print, and what became of it.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, card, facts, figures},
    print::{paper, print_button},
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{DepositRecord, DepositState, WhichDeposit},
    queries,
};
use crate::{
    DEPOSIT_CREATE, PAYMENT_VOID,
    deposit_refund::{model::DepositRefundLine, pages::tone},
    shift::pages::word,
};

/// `/payment/deposits/{id}`
pub async fn page(cx: &mut Context, which: WhichDeposit) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let title = speech.say("payment-deposit-receipt");
    let held = Figure {
        value: speech.money(shown.deposit.held_fen),
        label: speech.say("field-deposit-left"),
        tone: Tone::Plain,
        href: None,
    };
    let foot = html! { p.sub {
        (speech.say("field-cashier-name")) " " (shown.deposit.cashier_name) " · "
        (speech.instant(shown.deposit.taken_at, cx.zone()))
    } };
    let body = html! { div.stack {
        div.no-print { (figures(&[held])) }
        div.no-print { (buttons(&speech, &offers(cx, &speech, &shown))) }
        (print_button(&speech))
        (paper(&title, &shown.deposit.number, receipt(cx, &speech, &shown), foot))
        @if !shown.refunds.is_empty() { div.no-print { (refunds(cx, &speech, &shown.refunds)) } }
    } };
    let title = format!("{title} {}", shown.deposit.number);
    Ok(View::new(title, body).live(format!("deposit:{}", shown.deposit.id)))
}

fn offers(cx: &Context, speech: &Speech, shown: &DepositRecord) -> Vec<Offer> {
    let deposit = &shown.deposit;
    let mut offers = Vec::new();
    if deposit.state == DepositState::Held && cx.actor().may_in(DEPOSIT_CREATE, deposit.org_id) {
        let form = format!("/do/payment.deposit_refund.create?id={}", deposit.id);
        offers.push(Offer::open(speech.say("payment-deposit-refund-create"), form).icon("arrow-back-up"));
    }
    if deposit.state == DepositState::Held
        && deposit.opening_id.is_none()
        && deposit.cashier_id != cx.actor().id
        && cx.actor().may_in(PAYMENT_VOID, deposit.org_id)
    {
        let form = format!("/do/payment.deposit.void?id={}", deposit.id);
        offers.push(Offer::open(speech.say("payment-deposit-void"), form).icon("x"));
    }
    if let Some(case) = deposit.case_id {
        offers.push(Offer::open(speech.say("field-case-id"), format!("/desk/cases/{case}")).icon("clipboard-list"));
    }
    offers
}

fn receipt(cx: &Context, speech: &Speech, shown: &DepositRecord) -> Markup {
    let deposit = &shown.deposit;
    let state = match deposit.state {
        DepositState::Held => Tone::Active,
        DepositState::Settled => Tone::Done,
        DepositState::Voided => Tone::Cancelled,
    };
    let mut list = vec![
        (speech.say("field-deposit-state"), badge(state, &word(speech, "deposit-state", deposit.state.word()))),
        (speech.say("field-paid-places"), html! { (deposit.place) }),
        (speech.say("field-payer"), html! { (shown.line.payer.as_deref().unwrap_or("—")) }),
        (speech.say("field-deposit-kind"), html! { (word(speech, "deposit-kind", deposit.kind.word())) }),
        (speech.say("field-amount"), html! { b { (speech.money(deposit.amount_fen)) } }),
        (speech.say("payment-in-words"), html! { (shown.capital) }),
        (
            speech.say("field-method"),
            html! {
                @if deposit.opening_id.is_some() { (speech.say("payment-brought-over")) }
                @else { (word(speech, "method", deposit.method.word())) }
                @if let Some(number) = &deposit.reference { " (" (number) ")" }
            },
        ),
    ];
    if let (Some(by), Some(at), Some(why)) = (&deposit.voided_name, deposit.voided_at, &deposit.void_reason) {
        let voided = html! { (by) " · " (speech.instant(at, cx.zone())) " · " (why) };
        list.push((speech.say("payment-deposit-voided"), voided));
    }
    if let Some(note) = &deposit.note {
        list.push((speech.say("field-note"), html! { (note) }));
    }
    facts(&list)
}

fn refunds(cx: &Context, speech: &Speech, list: &[DepositRefundLine]) -> Markup {
    let title = speech.say("payment-deposit-refund-list");
    let columns = [
        Column::new(speech.say("field-asked-at"), ColumnKind::Time),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
        Column::new(speech.say("field-kept"), ColumnKind::Number),
        Column::new(speech.say("field-paid-back"), ColumnKind::Number),
        Column::new(speech.say("field-deposit-refund-state"), ColumnKind::State),
    ];
    let row = |one: &DepositRefundLine| {
        let money = |amount: Money| html! { (speech.money(amount)) };
        let words = word(speech, "deposit-refund-state", one.deposit_refund_state.word());
        vec![
            html! { a href={ "/payment/deposit_refunds/" (one.id) } { (speech.instant(one.asked_at, cx.zone())) } },
            money(one.amount),
            money(one.kept),
            money(one.paid_back),
            badge(tone(one.deposit_refund_state), &words),
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}
