//! The record of an account: what stands on it, and its statement.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, card, figures, padded},
    form::{FormOptions, Method, form},
    record::{Head, head},
    table::{Column, ColumnKind, simple},
};

use kernel::form::{Field, Form, Kind};
use serde_json::json;

use super::{
    model::{AccountRecord, StatementLine, WhichAccount},
    queries,
};
use crate::{ACCOUNT_END, report::pages::amount};

/// `/ledger/book_accounts/{id}`
pub async fn page(cx: &mut Context, which: WhichAccount) -> Result<View> {
    let found = queries::view(cx, which).await?;
    let speech = cx.speech();
    let line = &found.line;
    let state = match line.closed_on {
        Some(day) => (Tone::Cancelled, speech.say_with("ledger-account-closed-on", &[("day", &speech.date(day))])),
        None => (Tone::Done, speech.say("ledger-account-open")),
    };
    let kind = format!("choice-account-kind-{}", store_word(line.account_kind));
    let top = Head {
        kind: speech.say("ledger-book-account"),
        number: line.code.clone(),
        title: line.title.clone(),
        state,
        rings: Vec::new(),
        facts: vec![
            (speech.say("field-org-id"), html! { (line.org) }),
            (speech.say("field-account-kind"), html! { (speech.say(&kind)) }),
        ],
    };
    let figure = |key: &str, amount: kernel::Money| Figure {
        value: amount.to_string(),
        label: speech.say(key),
        tone: Tone::Plain,
        href: None,
    };
    let shown = [
        figure("field-balance", line.balance),
        figure("field-held", line.held),
        figure("field-debits", line.debits),
        figure("field-credits", line.credits),
    ];
    let body = html! { div.stack {
        (head(&top, buttons(&speech, &offers(cx, &speech, &found))))
        (figures(&shown))
        (padded(&speech.say("ledger-days"), html! {}, days(&speech, &found)))
        (card(&speech.say("ledger-statement"), html! {}, statement(&speech, &found)))
    } };
    let title = format!("{} {}", line.code, line.title);
    Ok(View::new(title, body).live(format!("ledger:{}", line.org_id)))
}

fn store_word(kind: crate::posting::model::AccountKind) -> String {
    ::store::word_of(&kind).unwrap_or_default()
}

fn offers(cx: &Context, speech: &Speech, found: &AccountRecord) -> Vec<Offer> {
    let line = &found.line;
    let journal = Address::new("/ledger/entries", vec![("book_account_id".to_owned(), line.id.to_string())]).href();
    let mut offers = vec![Offer::open(speech.say("ledger-entry-list"), journal).icon("list-search")];
    if line.closed_on.is_none() && found.holder.is_none() && cx.actor().may_in(ACCOUNT_END, line.org_id) {
        let query = vec![
            ("id".to_owned(), line.id.to_string()),
            ("next".to_owned(), format!("/ledger/book_accounts/{}", line.id)),
        ];
        let form = Address::new("/do/ledger.book_account.end", query).href();
        offers.push(Offer::open(speech.say("ledger-book-account-end"), form));
    }
    offers
}

fn days(speech: &Speech, found: &AccountRecord) -> Markup {
    let fields = vec![Field::new("first_on", Kind::Date).required(), Field::new("last_on", Kind::Date).required()];
    let options = FormOptions {
        action: format!("/ledger/book_accounts/{}", found.line.id),
        submit: speech.say("ledger-look"),
        method: Method::Get,
        ..FormOptions::default()
    };
    form(speech, &Form { fields }, &json!({ "first_on": found.from, "last_on": found.until }), &[], &options)
}

fn statement(speech: &Speech, found: &AccountRecord) -> Markup {
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("field-date", ColumnKind::Time),
        head("field-seq", ColumnKind::Number),
        head("field-memo", ColumnKind::Text),
        head("field-debit", ColumnKind::Number),
        head("field-credit", ColumnKind::Number),
        head("field-balance", ColumnKind::Number),
    ];
    let stood = |day: kernel::Date, key: &str, balance: kernel::Money| -> Vec<Markup> {
        let words = html! { em { (speech.say(key)) } };
        vec![html! { (day) }, html! {}, words, html! {}, html! {}, html! { (balance) }]
    };
    let row = |line: &StatementLine| -> Vec<Markup> {
        vec![
            html! { (line.on) },
            html! { a href={ "/ledger/entries/" (line.entry_id) } { (line.seq) } },
            html! { (line.memo) },
            amount(line.debit),
            amount(line.credit),
            html! { (line.balance) },
        ]
    };
    let mut rows = vec![stood(found.from, "ledger-opening", found.opening)];
    rows.extend(found.lines.iter().map(row));
    rows.push(stood(found.until, "ledger-closing", found.closing));
    html! {
        (simple(&speech.say("ledger-statement"), &columns, &rows))
        @if found.more { p.pad.sub { (speech.say("ledger-statement-more")) } }
    }
}
