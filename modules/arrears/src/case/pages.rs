//! A collection case: what is owed, what was said and promised, what can be done.

use billing::AskStatement;
use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, facts, padded, two_columns},
    print::{paper, print_button},
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{CaseBill, CaseRecord, CaseState, WhichCase},
    queries, rules,
};
use crate::{
    CASE_HOLD, CONTACT_CREATE, LETTER_CREATE, WRITE_OFF_CREATE,
    contact::model::{ContactRow, PromiseRow, PromiseState},
    letter::pages as letters,
};

/// The words of a choice.
pub(crate) fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}

/// `/arrears/cases/{id}`
pub async fn page(cx: &mut Context, which: WhichCase) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let (case, line) = (&shown.case, &shown.line);
    let mut told = vec![
        (speech.say("field-place"), html! { a href={ "/property/places/" (case.place_id) } { (case.place) } }),
        (speech.say("field-payer"), html! { a href={ "/party/persons/" (case.payer_id) } { (line.payer) } }),
        (speech.say("arrears-overdue"), html! { b { (speech.money(shown.overdue)) } }),
        (speech.say("field-oldest-due-on"), html! { (speech.date(case.oldest_due_on)) }),
        (
            speech.say("arrears-since"),
            html! { (word(&speech, "rung", case.stage.word())) " · " (speech.date(case.stage_on)) },
        ),
    ];
    if let Some(held) = case.held {
        let until = case.held_until_on.map(|on| speech.date(on)).unwrap_or_default();
        let note = case.held_note.clone().unwrap_or_default();
        told.push((
            speech.say("arrears-held"),
            html! { (word(&speech, "held-because", held.word())) " " (until) " " (note) },
        ));
    }
    if let Some(on) = case.promised_on {
        told.push((speech.say("field-promised-on"), html! { (speech.date(on)) }));
    }
    let head = record::Head {
        kind: speech.say("arrears-collection-case"),
        number: case.number.clone(),
        title: format!("{} {}", case.place, line.payer),
        state: (tone(&shown), word(&speech, "case-state", case.state.word())),
        rings: Vec::new(),
        facts: told,
    };
    let narrow = padded(
        &speech.say("arrears-papers"),
        html! {},
        html! {
            p { a href={ "/arrears/cases/" (case.id) "/dossier" } { (speech.say("arrears-dossier")) } }
            p { a href={ "/billing/statements/" (case.place_id) } { (speech.say("billing-statement")) } }
            p.sub { (speech.say("arrears-never-cut")) }
        },
    );
    let wide = html! {
        (bills(&speech, "arrears-bills", &shown.bills))
        (promises(&speech, &shown.promises))
        (letters::of_case(&speech, &shown.letters))
        (contacts(cx, &speech, &shown.contacts))
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        (two_columns(wide, narrow))
    };
    Ok(View::new(head.title.clone(), body).live(format!("collection_case:{}", case.id)))
}

/// `/arrears/cases/{id}/dossier`: everything about a case on one paper, for a mediator or a lawyer.
pub async fn dossier(cx: &mut Context, which: WhichCase) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let case = &shown.case;
    let ask = AskStatement { id: case.place_id, since_on: Some(case.oldest_due_on), ends_on: None };
    let statement = billing::statement(cx, ask).await?;
    let speech = cx.speech();
    let list = [
        (speech.say("field-place"), html! { (case.place) }),
        (speech.say("field-payer"), html! { (shown.line.payer) }),
        (speech.say("arrears-overdue"), html! { b { (speech.money(shown.overdue)) } }),
        (speech.say("field-oldest-due-on"), html! { (speech.date(case.oldest_due_on)) }),
        (speech.say("field-begun-on"), html! { (speech.date(case.opened_on)) }),
        (speech.say("arrears-as-of"), html! { (speech.instant(cx.now(), cx.zone())) }),
    ];
    let body = html! {
        (facts(&list))
        (bills(&speech, "arrears-bills", &shown.bills))
        (promises(&speech, &shown.promises))
        (letters::of_case(&speech, &shown.letters))
        (contacts(cx, &speech, &shown.contacts))
        h2 { (speech.say("billing-statement")) }
        (billing::statement_told(&speech, &statement))
    };
    let title = speech.say("arrears-dossier");
    let page = html! { (print_button(&speech)) (paper(&title, &case.number, body, html! {})) };
    Ok(View::new(format!("{title} {}", case.number), page))
}

fn tone(shown: &CaseRecord) -> Tone {
    match shown.case.state {
        CaseState::Closed => Tone::Done,
        CaseState::Open if shown.case.held.is_some() => Tone::Waiting,
        CaseState::Open => Tone::Active,
    }
}

fn offers(cx: &Context, speech: &Speech, shown: &CaseRecord) -> Vec<Offer> {
    let case = &shown.case;
    let form = |action: &str| format!("/do/{action}?id={}&next=/arrears/cases/{}", case.id, case.id);
    let may = |permission| case.state == CaseState::Open && cx.actor().may_in(permission, case.org_id);
    let mut offers = Vec::new();
    if may(CONTACT_CREATE) {
        let words = speech.say("arrears-collection-contact-create");
        offers.push(Offer::open(words, form("arrears.collection_contact.create")).icon("phone-call").main());
    }
    let held = rules::is_held(case, cx.now().date(cx.zone()));
    if may(LETTER_CREATE) && !held {
        let asks = format!("/do/arrears.collection_letter.create?id={}", case.id);
        offers.push(Offer::open(speech.say("arrears-collection-letter-create"), asks).icon("mail"));
    }
    if may(CASE_HOLD) {
        let (key, action) = if held {
            ("arrears-collection-case-release", "arrears.collection_case.release")
        } else {
            ("arrears-collection-case-hold", "arrears.collection_case.hold")
        };
        offers.push(Offer::open(speech.say(key), form(action)));
    }
    if may(WRITE_OFF_CREATE) {
        let asks = format!("/do/arrears.write_off.create?id={}", case.id);
        offers.push(Offer::open(speech.say("arrears-write-off-create"), asks));
    }
    offers
}

/// Bills and what is owed of them, under the words of a key.
pub(crate) fn bills(speech: &Speech, title: &str, list: &[CaseBill]) -> Markup {
    let title = speech.say(title);
    let columns = [
        Column::new(speech.say("field-number"), ColumnKind::Text),
        Column::new(speech.say("field-fee-item"), ColumnKind::Text),
        Column::new(speech.say("billing-period"), ColumnKind::Time),
        Column::new(speech.say("field-due-on"), ColumnKind::Time),
        Column::new(speech.say("billing-owed"), ColumnKind::Number),
    ];
    let row = |bill: &CaseBill| {
        vec![
            html! { a href={ "/billing/bills/" (bill.bill_id) } { (bill.number) } },
            html! { (bill.fee_item) },
            html! { (speech.date(bill.from_on)) " – " (speech.date(bill.to_on)) },
            html! { (speech.date(bill.due_on)) },
            html! { (speech.money(bill.owed)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(
        &title,
        html! {},
        html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("arrears-bills-none")) } } } @else { (simple(&title, &columns, &rows)) }
        },
    )
}

fn promises(speech: &Speech, list: &[PromiseRow]) -> Markup {
    let title = speech.say("arrears-promises");
    let columns = [
        Column::new(speech.say("field-promised-on"), ColumnKind::Time),
        Column::new(speech.say("field-promised"), ColumnKind::Number),
        Column::new(speech.say("field-made-name"), ColumnKind::Text),
        Column::new(speech.say("field-state"), ColumnKind::State),
    ];
    let row = |promise: &PromiseRow| {
        let tone = match promise.state {
            PromiseState::Running => Tone::Waiting,
            PromiseState::Kept => Tone::Done,
            PromiseState::Broken => Tone::Late,
        };
        vec![
            html! { (speech.date(promise.promised_on)) },
            html! { (speech.money(promise.amount_fen)) },
            html! { (promise.made_name) " · " (speech.date(promise.since_on)) },
            badge(tone, &word(speech, "promise-state", promise.state.word())),
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    html! { @if !rows.is_empty() { (card(&title, html! {}, simple(&title, &columns, &rows))) } }
}

/// Every word with the household, the latest first.
pub(crate) fn contacts(cx: &Context, speech: &Speech, list: &[ContactRow]) -> Markup {
    let title = speech.say("arrears-contacts");
    let columns = [
        Column::new(speech.say("arrears-contacted-at"), ColumnKind::Time),
        Column::new(speech.say("field-contact-by"), ColumnKind::Text),
        Column::new(speech.say("field-outcome"), ColumnKind::Text),
        Column::new(speech.say("field-note"), ColumnKind::Text),
        Column::new(speech.say("field-made-name"), ColumnKind::Text),
    ];
    let row = |one: &ContactRow| {
        vec![
            html! { (speech.instant(one.made_at, cx.zone())) },
            html! { (word(speech, "contact-by", one.contact_by.word())) },
            html! { (word(speech, "outcome", one.outcome.word())) },
            html! { (one.note.as_deref().unwrap_or_default()) },
            html! { (one.made_name) },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    html! { @if !rows.is_empty() { (card(&title, html! {}, simple(&title, &columns, &rows))) } }
}
