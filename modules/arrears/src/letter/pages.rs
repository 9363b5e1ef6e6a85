//! A letter: to whom, about what, how it was delivered and what proves it.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded, two_columns},
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{LetterKind, LetterRecord, LetterRow, LetterState, WhichLetter},
    queries,
};
use crate::{
    LETTER_CREATE, LETTER_DELIVER,
    case::pages::{bills, word},
};

/// `/arrears/collection_letters/{id}`
pub async fn page(cx: &mut Context, which: WhichLetter) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let (letter, line) = (&shown.letter, &shown.line);
    let mut facts = vec![
        (speech.say("field-place"), html! { a href={ "/property/places/" (letter.place_id) } { (letter.place) } }),
        (speech.say("field-payer"), html! { a href={ "/party/persons/" (letter.payer_id) } { (line.payer) } }),
        (speech.say("arrears-overdue"), html! { b { (speech.money(letter.amount_fen)) } }),
        (speech.say("field-pay-until-on"), html! { (speech.date(letter.pay_until_on)) }),
        (
            speech.say("arrears-letter-issued"),
            html! { (letter.issued_name) " · " (speech.instant(letter.issued_at, cx.zone())) },
        ),
    ];
    if letter.delivery.is_some() {
        let by = letter.delivered_name.as_deref().unwrap_or_default();
        facts.push((speech.say("arrears-letter-delivery"), html! { (delivered(&speech, letter)) " · " (by) }));
    }
    if let (Some(by), Some(why)) = (&letter.voided_name, &letter.void_reason) {
        facts.push((speech.say("arrears-letter-void-reason"), html! { (by) " · " (why) }));
    }
    let head = record::Head {
        kind: word(&speech, "letter-kind", letter.kind.word()),
        number: letter.number.clone(),
        title: format!("{} {}", letter.place, line.payer),
        state: (tone(letter.state), word(&speech, "letter-state", letter.state.word())),
        rings: Vec::new(),
        facts,
    };
    let narrow = padded(
        &speech.say("arrears-papers"),
        html! {},
        html! {
            @for file in &shown.files { p { a href={ "/files/" (file) } { (speech.say("arrears-evidence")) } } }
            p { a href={ "/arrears/cases/" (letter.case_id) } { (speech.say("arrears-collection-case")) } }
        },
    );
    let offers = offers(cx, &speech, &shown);
    let body = html! {
        (record::head(&head, buttons(&speech, &offers)))
        (two_columns(bills(&speech, "arrears-letter-lines", &shown.lines), narrow))
    };
    Ok(View::new(head.title.clone(), body).live(format!("collection_letter:{}", letter.id)))
}

const fn tone(state: LetterState) -> Tone {
    match state {
        LetterState::Issued => Tone::Waiting,
        LetterState::Delivered => Tone::Done,
        LetterState::Voided => Tone::Cancelled,
    }
}

/// How, when and to whom a letter was delivered.
fn delivered(speech: &Speech, letter: &LetterRow) -> String {
    let way = letter.delivery.map(|way| word(speech, "delivery", way.word())).unwrap_or_default();
    let day = letter.delivered_on.map(|on| speech.date(on)).unwrap_or_default();
    let proof = letter.receiver.as_deref().or(letter.post_number.as_deref()).unwrap_or_default();
    [way.as_str(), day.as_str(), proof].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn offers(cx: &mut Context, speech: &Speech, shown: &LetterRecord) -> Vec<Offer> {
    let letter = &shown.letter;
    let mut offers = Vec::new();
    if letter.state == LetterState::Voided {
        return offers;
    }
    let kind = match letter.kind {
        LetterKind::Collection => "collection_letter",
        LetterKind::Lawyer => "lawyer_letter",
    };
    let asked = [("document_kind", kind.to_owned()), ("subject", letter.id.to_string())];
    let print = cx.offer("document.paper_copy.create", letter.org_id, &asked);
    offers.extend(print.map(|offer| offer.icon("printer")));
    if letter.state == LetterState::Issued {
        let form =
            |action: &str| format!("/do/{action}?id={}&next=/arrears/collection_letters/{}", letter.id, letter.id);
        if cx.actor().may_in(LETTER_DELIVER, letter.org_id) {
            let words = speech.say("arrears-collection-letter-deliver");
            offers.push(Offer::open(words, form("arrears.collection_letter.deliver")).icon("check").main());
        }
        if cx.actor().may_in(LETTER_CREATE, letter.org_id) {
            let words = speech.say("arrears-collection-letter-void");
            offers.push(Offer::open(words, form("arrears.collection_letter.void")).icon("x"));
        }
    }
    offers
}

/// The letters of a case, the latest first; nothing when there are none.
pub(crate) fn of_case(speech: &Speech, list: &[LetterRow]) -> Markup {
    let title = speech.say("arrears-collection-letter-list");
    let columns = [
        Column::new(speech.say("field-number"), ColumnKind::Text),
        Column::new(speech.say("field-letter-kind"), ColumnKind::Text),
        Column::new(speech.say("field-letter-on"), ColumnKind::Time),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
        Column::new(speech.say("field-letter-state"), ColumnKind::State),
        Column::new(speech.say("arrears-letter-delivery"), ColumnKind::Text),
        Column::new(speech.say("arrears-evidence"), ColumnKind::Text),
    ];
    let row = |one: &LetterRow| {
        let files: Vec<String> = serde_json::from_str(&one.files).unwrap_or_default();
        vec![
            html! { a href={ "/arrears/collection_letters/" (one.id) } { (one.number) } },
            html! { (word(speech, "letter-kind", one.kind.word())) },
            html! { (speech.date(one.issued_on)) },
            html! { (speech.money(one.amount_fen)) },
            badge(tone(one.state), &word(speech, "letter-state", one.state.word())),
            html! { (delivered(speech, one)) },
            html! { @for (nth, file) in (1..).zip(&files) { a href={ "/files/" (file) } { (nth) } " " } },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    html! { @if !rows.is_empty() { (card(&title, html! {}, simple(&title, &columns, &rows))) } }
}
