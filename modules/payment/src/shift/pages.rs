//! A shift: what was taken in which way, what was counted, and the papers in it.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use process::runtime::{Behind, behind};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::card,
    record,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{CashShiftRecord, CashShiftRow, ShiftState, Taken, WhichCashShift},
    queries,
};
use crate::{CASH_SHIFT_CONFIRM, CASH_SHIFT_CREATE};

/// The words of a choice.
pub(crate) fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}

/// `/payment/cash_shifts/{id}`
pub async fn page(cx: &mut Context, which: WhichCashShift) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let shift = &shown.shift;
    let case = behind(cx, shift.org_id, shift.id).await?;
    let tone = match shift.state {
        ShiftState::Open => Tone::Active,
        ShiftState::HandedIn => Tone::Waiting,
        ShiftState::Confirmed => Tone::Done,
    };
    let head = record::Head {
        kind: speech.say("payment-cash-shift"),
        number: speech.instant(shift.opened_at, cx.zone()),
        title: shift.cashier_name.clone(),
        state: (tone, word(&speech, "shift-state", shift.state.word())),
        rings: Vec::new(),
        facts: facts(cx, &speech, &shown, case.as_ref()),
    };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, shift, case.is_none_or(|case| !case.open)))))
        (taken(&speech, &shown.taken))
    } };
    Ok(View::new(head.title.clone(), body).live(format!("cash_shift:{}", shift.id)))
}

fn facts(cx: &Context, speech: &Speech, shown: &CashShiftRecord, case: Option<&Behind>) -> Vec<(String, Markup)> {
    let shift = &shown.shift;
    let mut facts = vec![
        (speech.say("field-float"), html! { (speech.money(shift.float_fen)) }),
        (speech.say("payment-expected"), html! { (speech.money(shown.expected)) }),
    ];
    if let (Some(counted), Some(difference)) = (shift.counted_fen, shift.difference_fen) {
        facts.push((speech.say("field-counted-cash"), html! { b { (speech.money(counted)) } }));
        facts.push((
            speech.say("field-cash-difference"),
            html! {
                (speech.money(difference)) @if let Some(reason) = &shift.reason { " · " (reason) }
            },
        ));
    }
    if let Some(case) = case {
        facts.push((speech.say("case-behind"), html! { a href=(case.path()) { (case.number) } }));
    }
    if let Some(at) = shift.handed_in_at {
        facts.push((speech.say("field-handed-in-at"), html! { (speech.instant(at, cx.zone())) }));
    }
    if let (Some(name), Some(at)) = (&shift.confirmed_name, shift.confirmed_at) {
        facts.push((speech.say("field-confirmed-name"), html! { (name) " · " (speech.instant(at, cx.zone())) }));
    }
    facts
}

fn offers(cx: &mut Context, speech: &Speech, shift: &CashShiftRow, here: bool) -> Vec<Offer> {
    let form = |action: &str| format!("/do/{action}?id={}&next=/payment/cash_shifts/{}", shift.id, shift.id);
    let may = |permission| cx.actor().may_in(permission, shift.org_id);
    let own = shift.cashier_id == cx.actor().id;
    let mut offers = Vec::new();
    if own && shift.state == ShiftState::Open {
        offers.push(Offer::open(speech.say("payment-counter-page"), "/payment/counter").icon("receipt"));
    }
    if here && own && shift.state != ShiftState::Confirmed && may(CASH_SHIFT_CREATE) {
        let words = if shift.state == ShiftState::Open { "payment-cash-shift-hand-in" } else { "payment-count-again" };
        offers.push(Offer::open(speech.say(words), form("payment.cash_shift.hand_in")).main());
    }
    if here && shift.state == ShiftState::HandedIn && may(CASH_SHIFT_CONFIRM) {
        let words = speech.say("payment-cash-shift-confirm");
        offers.push(if own {
            Offer::refused(words, speech.say("payment-own-hand-in"))
        } else {
            Offer::open(words, form("payment.cash_shift.confirm")).icon("check").main()
        });
    }
    let papers = format!("/payment/payments?shift_id={}", shift.id);
    offers.push(Offer::open(speech.say("payment-of-shift"), papers));
    let (org, id) = (shift.org_id, shift.id);
    let asked = [("org_id", org.to_string()), ("document_kind", "receipt".to_owned()), ("shift_id", id.to_string())];
    let print = cx.offer("document.print_batch.create", org, &asked);
    offers.extend(print.map(|offer| offer.icon("printer").labelled(speech.say("payment-print-receipts"))));
    offers
}

fn taken(speech: &Speech, list: &[Taken]) -> Markup {
    let title = speech.say("payment-taken");
    let columns = [
        Column::new(speech.say("field-method"), ColumnKind::Text),
        Column::new(speech.say("payment-count"), ColumnKind::Number),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |one: &Taken| {
        vec![
            html! { (word(speech, "method", one.method.word())) },
            html! { (one.payments) },
            html! { (speech.money(one.amount)) },
        ]
    };
    let mut rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    let total = list.iter().map(|one| one.amount).sum();
    rows.push(vec![html! { b { (speech.say("payment-total")) } }, html! {}, html! { b { (speech.money(total)) } }]);
    card(&title, html! {}, simple(&title, &columns, &rows))
}
