//! What late payment of a bill has come to, on the page of the bill and at the counter.

use kernel::Money;
use maud::{Markup, html};
use module::Context;
use rust_decimal::Decimal;
use ui::{
    Speech, Tone,
    buttons::{Offer, button},
    card::{card, padded},
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::model::{Late, PenaltyWaiverRow};
use crate::{
    CREDIT_APPROVE,
    bill::{
        model::{BillRow, CreditState},
        pages::word,
    },
};

/// What a waiver lets off: a part or an amount.
pub(crate) fn let_off(speech: &Speech, row: &PenaltyWaiverRow) -> String {
    match row.off_part {
        Some(part) => format!("{}%", Decimal::new(part, 2).normalize()),
        None => speech.money(row.off_fen.unwrap_or_default()),
    }
}

/// What late payment has come to by today, sentence by sentence.
pub fn told(speech: &Speech, late: &Late) -> Markup {
    html! {
        ol { @for sentence in &late.told { li { (speech.message(sentence)) } } }
        @if late.open > Money::ZERO {
            p { b { (speech.say_with("billing-late-open", &[("amount", &speech.money(late.open))])) } }
        }
    }
}

/// The part of a bill's page about its late payment.
pub(crate) fn section(
    cx: &Context,
    speech: &Speech,
    bill: &BillRow,
    late: Option<&Late>,
    waivers: &[PenaltyWaiverRow],
) -> Markup {
    html! {
        @if let Some(late) = late { (padded(&speech.say("billing-late-today"), html! {}, told(speech, late))) }
        @if !waivers.is_empty() { (waived(cx, speech, bill, waivers)) }
    }
}

fn waived(cx: &Context, speech: &Speech, bill: &BillRow, waivers: &[PenaltyWaiverRow]) -> Markup {
    let title = speech.say("billing-penalty-waiver-list");
    let columns = [
        Column::new(speech.say("field-asked-name"), ColumnKind::Text),
        Column::new(speech.say("field-reason"), ColumnKind::Text),
        Column::new(speech.say("field-let-off"), ColumnKind::Number),
        Column::new(speech.say("field-state"), ColumnKind::State),
        Column::new("", ColumnKind::State),
    ];
    let may = cx.actor().may_in(CREDIT_APPROVE, bill.org_id);
    let row = |waiver: &PenaltyWaiverRow| {
        let tone = match waiver.state {
            CreditState::Waiting => Tone::Waiting,
            CreditState::Approved => Tone::Done,
            CreditState::Refused => Tone::Cancelled,
        };
        let form = |action: &str| format!("/do/{action}?id={}&next=/billing/bills/{}", waiver.id, bill.id);
        let open = may && waiver.state == CreditState::Waiting && waiver.asked_by != cx.actor().id;
        vec![
            html! { (waiver.asked_name) p.sub { (speech.instant(waiver.asked_at, cx.zone())) } },
            html! { (waiver.reason) @if let Some(by) = &waiver.decided_name { p.sub { (by) } } },
            html! { (let_off(speech, waiver)) },
            badge(tone, &word(speech, "credit-state", waiver.state.word())),
            html! { @if open {
                (button(&Offer::open(speech.say("billing-penalty-waiver-approve"), form("billing.penalty_waiver.approve"))))
                (button(&Offer::open(speech.say("billing-penalty-waiver-refuse"), form("billing.penalty_waiver.refuse"))))
            } },
        ]
    };
    let rows: Vec<Vec<Markup>> = waivers.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}
