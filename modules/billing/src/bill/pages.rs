//! A bill: what is owed, how it came about, what became of it.

use std::collections::BTreeMap;

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use process::runtime::{Behind, behind};
use ui::{
    Speech, Tone,
    buttons::{Offer, button, buttons},
    card::{card, padded, two_columns},
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{BillRecord, BillState, CreditNoteId, CreditNoteRow, CreditState, WhichBill},
    queries,
};
use crate::{
    BILL_VOID, CREDIT_APPROVE, CREDIT_CREATE, penalty,
    settlement::model::{PaidState, SettlementRow},
};

/// The colour of a bill's state.
pub(crate) const fn tone(state: BillState) -> Tone {
    match state {
        BillState::Draft => Tone::New,
        BillState::Published => Tone::Active,
        BillState::Voided => Tone::Cancelled,
    }
}

/// The words of a choice.
pub(crate) fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}

/// `/billing/bills/{id}`
pub async fn page(cx: &mut Context, which: WhichBill) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let (line, bill) = (&shown.line, &shown.bill);
    let mut facts = vec![
        (speech.say("field-place"), html! { a href={ "/property/places/" (bill.place_id) } { (line.place) } }),
        (speech.say("billing-period"), html! { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) }),
        (speech.say("field-amount"), html! { b { (speech.money(bill.amount_fen)) } }),
        (
            speech.say("billing-owed"),
            html! { (speech.money(line.owed)) @if line.paid_state != PaidState::Unpaid { " " (paid(&speech, line.paid_state)) } },
        ),
        (speech.say("field-bill-on"), html! { (speech.date(bill.bill_on)) }),
        (speech.say("field-due-on"), html! { (speech.date(bill.due_on)) }),
    ];
    if let (Some(payer), Some(id)) = (&line.payer, bill.payer_id) {
        facts.insert(1, (speech.say("field-payer"), html! { a href={ "/party/persons/" (id) } { (payer) } }));
    }
    if let (Some(by), Some(on), Some(why)) = (&bill.voided_name, bill.voided_on, &bill.void_reason) {
        facts.push((speech.say("billing-voided"), html! { (by) " · " (speech.date(on)) " · " (why) }));
    }
    let mut cases = BTreeMap::new();
    for credit in &shown.credits {
        cases.extend(behind(cx, credit.org_id, credit.id).await?.map(|case| (credit.id, case)));
    }
    let head = record::Head {
        kind: speech.say("billing-bill"),
        number: line.number.clone(),
        title: format!("{} {}", line.fee_item, line.place),
        state: (tone(bill.state), word(&speech, "bill-state", bill.state.word())),
        rings: Vec::new(),
        facts,
    };
    let wide = html! {
        (padded(&speech.say("billing-told"), html! {}, html! { ol { @for sentence in &shown.told { li { (sentence) } } } }))
        @if !shown.settlements.is_empty() { (settlements(cx, &speech, &shown.settlements)) }
        @if !shown.credits.is_empty() { (credits(cx, &speech, &shown, &cases)) }
        (penalty::pages::section(cx, &speech, bill, shown.late.as_ref(), &shown.waivers))
    };
    let brought = bill.opening_id.map(|_| bill.brought()).transpose()?;
    let narrow = padded(
        &speech.say("billing-from"),
        html! {},
        html! {
            @match &brought {
                Some(sheet) => p { a href={ "/opening/openings/" (sheet.opening) } { (speech.say("billing-of-opening")) } },
                None => p { a href={ "/billing/bill_runs/" (bill.run_id) } { (speech.say("billing-of-run")) } },
            }
            p { a href={ "/tariff/tariffs/" (bill.tariff_id) } { (speech.say_with("billing-of-tariff", &[("edition", &bill.edition.to_string())])) } }
            @if let Some(late) = bill.late_bill_id { p { a href={ "/billing/bills/" (late) } { (speech.say("billing-of-late")) } } }
            p { a href={ "/billing/statements/" (bill.place_id) } { (speech.say("billing-statement")) } }
            p { a href={ "/billing/bills?place_id=" (bill.place_id) } { (speech.say("billing-of-place")) } }
            @if let Some(before) = bill.before_fen { p.sub { (speech.say_with("billing-before", &[("amount", &speech.money(before))])) } }
        },
    );
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        (two_columns(wide, narrow))
    };
    Ok(View::new(head.title.clone(), body).live(format!("bill:{}", bill.id)))
}

fn offers(cx: &mut Context, speech: &Speech, shown: &BillRecord) -> Vec<Offer> {
    let bill = &shown.bill;
    let form = |action: &str| format!("/do/{action}?id={}&next=/billing/bills/{}", bill.id, bill.id);
    let may =
        |cx: &Context, permission| bill.state == BillState::Published && cx.actor().may_in(permission, bill.org_id);
    let mut offers = Vec::new();
    if may(cx, CREDIT_CREATE) && shown.line.owed > Money::ZERO {
        offers.push(Offer::open(speech.say("billing-credit-note-create"), form("billing.credit_note.create")));
    }
    if may(cx, CREDIT_CREATE) && shown.late.is_some() {
        offers.push(Offer::open(speech.say("billing-penalty-waiver-create"), form("billing.penalty_waiver.create")));
    }
    if may(cx, BILL_VOID) {
        offers.push(Offer::open(speech.say("billing-bill-void"), form("billing.bill.void")));
    }
    for (kind, words) in [("statement", "billing-print-statement"), ("bill_notice", "billing-print-notice")] {
        let asked = [("document_kind", kind.to_owned()), ("subject", bill.place_id.to_string())];
        let print = cx.offer("document.paper_copy.create", bill.org_id, &asked);
        offers.extend(print.map(|offer| offer.icon("printer").labelled(speech.say(words))));
    }
    offers
}

/// How far a bill is paid.
pub(crate) fn paid(speech: &Speech, state: PaidState) -> Markup {
    let tone = match state {
        PaidState::Unpaid => Tone::Waiting,
        PaidState::Partly => Tone::Active,
        PaidState::Paid => Tone::Done,
        PaidState::WrittenOff => Tone::Cancelled,
    };
    badge(tone, &word(speech, "paid-state", state.word()))
}

fn settlements(cx: &Context, speech: &Speech, list: &[SettlementRow]) -> Markup {
    let title = speech.say("billing-settlements");
    let columns = [
        Column::new(speech.say("field-made-at"), ColumnKind::Text),
        Column::new(speech.say("field-counts-on"), ColumnKind::Text),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |one: &SettlementRow| {
        let back = one.amount_fen < Money::ZERO;
        vec![
            html! { (speech.instant(one.made_at, cx.zone())) },
            html! { (speech.date(one.counts_on)) },
            html! { (speech.money(one.amount_fen)) @if back { p.sub { (speech.say("billing-settlement-back")) } } },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}

fn credits(cx: &Context, speech: &Speech, shown: &BillRecord, cases: &BTreeMap<CreditNoteId, Behind>) -> Markup {
    let title = speech.say("billing-credits");
    let columns = [
        Column::new(speech.say("field-asked-name"), ColumnKind::Text),
        Column::new(speech.say("field-reason"), ColumnKind::Text),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
        Column::new(speech.say("field-state"), ColumnKind::State),
        Column::new("", ColumnKind::State),
    ];
    let may = cx.actor().may_in(CREDIT_APPROVE, shown.bill.org_id);
    let row = |credit: &CreditNoteRow| {
        let tone = match credit.state {
            CreditState::Waiting => Tone::Waiting,
            CreditState::Approved => Tone::Done,
            CreditState::Refused => Tone::Cancelled,
        };
        let form = |action: &str| format!("/do/{action}?id={}&next=/billing/bills/{}", credit.id, shown.bill.id);
        let case = cases.get(&credit.id);
        let open = may
            && case.is_none_or(|case| !case.open)
            && credit.state == CreditState::Waiting
            && credit.asked_by != cx.actor().id;
        vec![
            html! { (credit.asked_name) p.sub { (speech.instant(credit.asked_at, cx.zone())) } },
            html! { (credit.reason) @if let Some(case) = case { p.sub { a href=(case.path()) { (case.number) } } } @if let Some(by) = &credit.decided_name { p.sub { (by) } } },
            html! { (speech.money(credit.amount_fen)) },
            badge(tone, &word(speech, "credit-state", credit.state.word())),
            html! { @if open {
                (button(&Offer::open(speech.say("billing-credit-note-approve"), form("billing.credit_note.approve"))))
                (button(&Offer::open(speech.say("billing-credit-note-refuse"), form("billing.credit_note.refuse"))))
            } },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.credits.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}
