//! The record of an entry.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, facts, padded, two_columns},
    record::{Head, head},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{EntryRecord, PostingLine, ThisEntry},
    queries,
};
use crate::{REVERSE, posting::model::EntryAct, report::pages::amount};

/// `/ledger/entries/{id}`
pub async fn page(cx: &mut Context, which: ThisEntry) -> Result<View> {
    let found = queries::view(cx, which).await?;
    let (speech, now, zone) = (cx.speech(), cx.now(), cx.zone());
    let line = &found.line;
    let top = Head {
        kind: speech.say("ledger-entry"),
        number: line.seq.to_string(),
        title: line.memo.clone(),
        state: state(&speech, &found),
        rings: Vec::new(),
        facts: vec![
            (speech.say("field-org-id"), html! { (line.org) }),
            (speech.say("field-entry-on"), html! { (speech.date(line.entry_on)) }),
            (speech.say("field-amount"), html! { (line.amount) }),
            (speech.say("field-paper-kind"), html! { (line.paper_kind) }),
            (speech.say("field-made-by"), html! { (line.made_by) " · " (speech.moment(line.recorded_at, now, zone)) }),
        ],
    };
    let mut more: Vec<(String, Markup)> = Vec::new();
    if let Some(why) = &line.adjusts {
        more.push((speech.say("field-adjusts"), html! { (why) }));
    }
    if let Some(why) = &found.reason {
        more.push((speech.say("field-reason"), html! { (why) }));
    }
    if let Some(target) = found.target_id {
        more.push((
            speech.say("ledger-about"),
            html! { a href={ "/ledger/entries/" (target) } { (speech.say("ledger-entry-open")) } },
        ));
    }
    if let Some(follower) = found.followed_by {
        more.push((
            speech.say("ledger-followed"),
            html! { a href={ "/ledger/entries/" (follower) } { (speech.say("ledger-entry-open")) } },
        ));
    }
    if let Some(until) = found.expires_at {
        more.push((speech.say("field-expires-at"), html! { (speech.instant(until, zone)) }));
    }
    if let Some(id) = &found.paper {
        more.push((speech.say("field-paper"), html! { code { (id) } }));
    }
    more.push((speech.say("field-seal"), html! { code.part-of { (found.seal) } }));
    let narrow = padded(&speech.say("ledger-entry-more"), html! {}, facts(&more));
    let body = html! {
        (head(&top, buttons(&speech, &offers(cx, &speech, &found))))
        (two_columns(card(&speech.say("ledger-lines-of"), html! {}, lines(&speech, &found)), narrow))
    };
    Ok(View::new(format!("{} {}", line.seq, line.memo), body).live(format!("ledger:{}", line.org_id)))
}

fn state(speech: &Speech, found: &EntryRecord) -> (Tone, String) {
    match (found.line.act, found.follow_act) {
        (_, Some(EntryAct::Reverse)) => (Tone::Cancelled, speech.say("ledger-reversed")),
        (EntryAct::Hold, None) => (Tone::Waiting, speech.say("ledger-hold-open")),
        (EntryAct::Hold, Some(_)) => (Tone::Done, speech.say("ledger-hold-resolved")),
        (act, _) => {
            let word = ::store::word_of(&act).unwrap_or_default();
            (Tone::Done, speech.say(&format!("choice-act-{word}")))
        }
    }
}

fn offers(cx: &Context, speech: &Speech, found: &EntryRecord) -> Vec<Offer> {
    let line = &found.line;
    if !found.by_hand || found.followed_by.is_some() || !cx.actor().may_in(REVERSE, line.org_id) {
        return Vec::new();
    }
    let query =
        vec![("id".to_owned(), line.id.to_string()), ("next".to_owned(), format!("/ledger/entries/{}", line.id))];
    let form = Address::new("/do/ledger.entry.reverse", query).href();
    vec![Offer::open(speech.say("ledger-entry-reverse"), form).icon("arrow-back-up")]
}

fn lines(speech: &Speech, found: &EntryRecord) -> Markup {
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("field-code", ColumnKind::Code),
        head("field-title-of-account", ColumnKind::Text),
        head("field-debit", ColumnKind::Number),
        head("field-credit", ColumnKind::Number),
    ];
    let row = |line: &PostingLine| -> Vec<Markup> {
        vec![
            html! { a href={ "/ledger/book_accounts/" (line.account_id) } { (line.code) } },
            html! { (line.title) },
            amount(line.debit),
            amount(line.credit),
        ]
    };
    let rows: Vec<Vec<Markup>> = found.lines.iter().map(row).collect();
    simple(&speech.say("ledger-lines-of"), &columns, &rows)
}
