//! One standard answer, and those offered while somebody asks.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use process::{Definition, runtime::Loaded};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, button, buttons},
    card::{card, padded},
    record::{Head, head},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{ArticleRow, ArticleVersion, ThisArticle},
    queries::view,
    rules::holds,
};

/// `/desk/articles/{id}`
pub(crate) async fn page(cx: &mut Context, which: ThisArticle) -> Result<View> {
    let shown = view(cx, which).await?;
    let (speech, now, zone) = (cx.speech(), cx.now(), cx.zone());
    let row = &shown.line.row;
    let (tone, state) = if holds(row, now.date(zone)) {
        (Tone::Active, speech.say("desk-article-holds"))
    } else {
        (Tone::Cancelled, speech.say("desk-article-over"))
    };
    let top = Head {
        kind: speech.say("desk-article"),
        number: row.number.clone(),
        title: row.question.clone(),
        state: (tone, state),
        rings: Vec::new(),
        facts: vec![
            (speech.say("field-org"), html! { (shown.line.org) }),
            (speech.say("field-topic"), html! { (row.topic.as_deref().unwrap_or("—")) }),
            (
                speech.say("field-version"),
                html! { (row.version) " · " (row.changed_by) " · " (speech.moment(row.changed_at, now, zone)) },
            ),
            (speech.say("field-from-on"), html! { (speech.date(row.from_on)) }),
            (speech.say("field-to-on"), html! { (row.to_on.map_or_else(|| "—".to_owned(), |d| speech.date(d))) }),
            (speech.say("field-used"), html! { (row.used) }),
        ],
    };
    let mut offers = Vec::new();
    if cx.actor().may_in(crate::ARTICLE, row.org_id) {
        let here = format!("/desk/articles/{}", row.id);
        let mut query = vec![
            ("id", row.id.to_string()),
            ("question", row.question.clone()),
            ("answer", row.answer.clone()),
            ("next", here.clone()),
        ];
        query.extend(row.topic.clone().map(|t| ("topic", t)));
        query.extend(row.to_on.map(|d| ("to_on", d.to_string())));
        let edit = link("/do/desk.article.edit", query);
        offers.push(Offer::open(speech.say("desk-article-edit"), edit).main().icon("edit").hotkey('e'));
        let end = link("/do/desk.article.end", vec![("id", row.id.to_string()), ("next", here)]);
        offers.push(Offer::open(speech.say("desk-article-end"), end));
    }
    let columns = ["field-version", "field-question", "field-answer", "field-changed-at"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let before = |v: &ArticleVersion| -> Vec<Markup> {
        vec![
            html! { (v.version) },
            html! { (v.question) },
            html! { (v.answer) },
            html! { (v.changed_by) p.sub { (speech.moment(v.changed_at, now, zone)) } },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.versions.iter().map(before).collect();
    let body = html! { div.stack {
        (head(&top, buttons(&speech, &offers)))
        (padded(&speech.say("field-answer"), html! {}, html! { p { (row.answer) } }))
        @if !rows.is_empty() {
            (card(&speech.say("desk-article-versions"), html! {}, simple(&speech.say("desk-article-versions"), &columns, &rows)))
        }
    } };
    Ok(View::new(row.question.clone(), body).live("articles"))
}

fn link(path: &str, query: Vec<(&str, String)>) -> String {
    Address::new(path, query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).href()
}

/// Whether a process answers by standard answers: it records the number of the one that was given.
pub(crate) fn answers_by_articles(def: &Definition) -> bool {
    def.field("entry_number").is_some() && def.field("standard_answer").is_some()
}

/// Standard answers beside the telephone: each with its words.
pub(crate) fn beside(speech: &Speech, articles: &[ArticleRow], find: Markup) -> Markup {
    let body = html! {
        (find)
        @if articles.is_empty() { p.sub { (speech.say("desk-article-none")) } }
        @for one in articles {
            details.more {
                summary { (one.question) }
                p { (one.answer) }
                p.sub { a href={ "/desk/articles/" (one.id) } { (one.number) } " · " (speech.say_with("desk-article-used", &[("count", &one.used.to_string())])) }
            }
        }
    };
    padded(&speech.say("desk-article-list"), html! {}, body)
}

/// Standard answers that may fit an open case: one press takes the words into the answer.
pub(crate) fn for_case(speech: &Speech, case: &Loaded, articles: &[ArticleRow], key: &str) -> Markup {
    let answer = case.def.actions.iter().find(|a| {
        ["entry_number", "standard_answer", "answer"].iter().all(|name| a.asks.iter().any(|ask| ask.field == *name))
    });
    let take = |one: &ArticleRow| {
        let answer = answer?;
        let next = link(
            "/do/desk.case.act",
            vec![
                ("id", case.id.to_string()),
                ("action", answer.id.clone()),
                ("input.entry_state", "found".to_owned()),
                ("input.entry_number", one.number.clone()),
                ("input.standard_answer", one.answer.clone()),
                ("input.answer", one.answer.clone()),
            ],
        );
        let path = format!("/desk/articles/{}/use", one.id);
        let offer = Offer::post(speech.say("desk-article-use"), path, format!("{key}-{}", one.number));
        Some(offer.hidden("case_id", case.id.to_string()).hidden("next", next))
    };
    let body = html! {
        @if articles.is_empty() { p.sub { (speech.say("desk-article-none")) } }
        @for one in articles {
            div {
                p { b { (one.question) } }
                p { (one.answer) }
                @if let Some(offer) = take(one) { (button(&offer)) }
            }
        }
    };
    padded(&speech.say("desk-article-list"), html! {}, body)
}
