//! A write-off: who asked and why, what proves it, who decided.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use process::runtime::behind;
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded, two_columns},
    record,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{WhichWriteOff, WriteOffLineRow, WriteOffRecord, WriteOffState},
    queries, rules,
};
use crate::{
    WRITE_OFF_APPROVE, WRITE_OFF_APPROVE_LARGE, WRITE_OFF_CREATE,
    case::pages::word,
    ladder::{model::TheLadder, queries as ladder},
};

/// `/arrears/write_offs/{id}`
pub async fn page(cx: &mut Context, which: WhichWriteOff) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let large_from = ladder::view(cx, TheLadder {}).await?.large_from_fen;
    let speech = cx.speech();
    let (one, line) = (&shown.write_off, &shown.line);
    let case = behind(cx, one.org_id, one.id).await?;
    let mut facts = vec![
        (speech.say("field-place"), html! { a href={ "/property/places/" (one.place_id) } { (one.place) } }),
        (speech.say("field-payer"), html! { a href={ "/party/persons/" (one.payer_id) } { (line.payer) } }),
        (speech.say("field-amount"), html! { b { (speech.money(one.amount_fen)) } }),
        (speech.say("field-grounds"), html! { (word(&speech, "grounds", one.grounds.word())) }),
        (speech.say("field-reason"), html! { (one.reason) }),
        (speech.say("field-asked-name"), html! { (one.asked_name) " · " (speech.instant(one.asked_at, cx.zone())) }),
    ];
    if one.restored_fen > Money::ZERO {
        facts.insert(3, (speech.say("field-restored"), html! { (speech.money(one.restored_fen)) }));
    }
    if let Some(case) = &case {
        facts.push((speech.say("case-behind"), html! { a href=(case.path()) { (case.number) } }));
    }
    if let (Some(name), Some(at)) = (&one.decided_name, one.decided_at) {
        facts.push((speech.say("arrears-decided"), html! { (name) " · " (speech.instant(at, cx.zone())) }));
    }
    let tone = match one.state {
        WriteOffState::Waiting => Tone::Waiting,
        WriteOffState::Approved => Tone::Done,
        WriteOffState::Refused => Tone::Cancelled,
    };
    let head = record::Head {
        kind: speech.say("arrears-write-off"),
        number: one.number.clone().unwrap_or_default(),
        title: format!("{} {}", one.place, line.payer),
        state: (tone, word(&speech, "write-off-state", one.state.word())),
        rings: Vec::new(),
        facts,
    };
    let narrow = padded(
        &speech.say("arrears-papers"),
        html! {},
        html! {
            @for file in &shown.files { p { a href={ "/files/" (file) } { (speech.say("arrears-evidence")) } } }
            p { a href={ "/arrears/cases/" (one.case_id) } { (speech.say("arrears-collection-case")) } }
            p { a href={ "/billing/statements/" (one.place_id) } { (speech.say("billing-statement")) } }
        },
    );
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown, large_from, case.is_some_and(|case| case.open)))))
        (two_columns(lines(&speech, &shown.lines), narrow))
    };
    Ok(View::new(head.title.clone(), body).live(format!("write_off:{}", one.id)))
}

fn offers(cx: &Context, speech: &Speech, shown: &WriteOffRecord, large_from: Money, in_case: bool) -> Vec<Offer> {
    let one = &shown.write_off;
    let form = |action: &str| format!("/do/{action}?id={}&next=/arrears/write_offs/{}", one.id, one.id);
    let may = |permission| cx.actor().may_in(permission, one.org_id);
    let mut offers = Vec::new();
    if !in_case && one.state == WriteOffState::Waiting && may(WRITE_OFF_APPROVE) {
        let words = speech.say("arrears-write-off-approve");
        match rules::decide(one, cx.actor().id, (large_from, may(WRITE_OFF_APPROVE_LARGE))) {
            Ok(()) => {
                offers.push(Offer::open(words, form("arrears.write_off.approve")).icon("check").main());
                let refuse = speech.say("arrears-write-off-refuse");
                offers.push(Offer::open(refuse, form("arrears.write_off.refuse")).icon("x"));
            }
            Err(refused) => offers.push(Offer::refused(words, speech.message(&refused.message()))),
        }
    }
    if one.state == WriteOffState::Approved && one.restored_fen < one.amount_fen && may(WRITE_OFF_CREATE) {
        offers.push(Offer::open(speech.say("arrears-write-off-restore"), form("arrears.write_off.restore")));
    }
    offers
}

fn lines(speech: &Speech, list: &[WriteOffLineRow]) -> Markup {
    let title = speech.say("arrears-write-off-lines");
    let columns = [
        Column::new(speech.say("field-number"), ColumnKind::Text),
        Column::new(speech.say("field-fee-item"), ColumnKind::Text),
        Column::new(speech.say("field-due-on"), ColumnKind::Time),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |line: &WriteOffLineRow| {
        vec![
            html! { a href={ "/billing/bills/" (line.bill_id) } { (line.number) } },
            html! { (line.fee_item) },
            html! { (speech.date(line.due_on)) },
            html! { (speech.money(line.amount_fen)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}
