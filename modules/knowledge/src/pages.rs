//! One standard answer, and those offered while somebody asks.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded},
    record::{Head, head},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{ArticleRow, ArticleVersion, ThisArticle},
    queries::view,
    rules::holds,
};

/// `/knowledge/articles/{id}`
pub(crate) async fn page(cx: &mut Context, which: ThisArticle) -> Result<View> {
    let shown = view(cx, which).await?;
    let (speech, now, zone) = (cx.speech(), cx.now(), cx.zone());
    let row = &shown.line.row;
    let (tone, state) = if holds(row, now.date(zone)) {
        (Tone::Active, speech.say("knowledge-article-holds"))
    } else {
        (Tone::Cancelled, speech.say("knowledge-article-over"))
    };
    let top = Head {
        kind: speech.say("knowledge-article"),
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
    if cx.actor().may_in(crate::EDIT, row.org_id) {
        let here = format!("/knowledge/articles/{}", row.id);
        let mut query = vec![
            ("id", row.id.to_string()),
            ("question", row.question.clone()),
            ("answer", row.answer.clone()),
            ("next", here.clone()),
        ];
        query.extend(row.topic.clone().map(|t| ("topic", t)));
        query.extend(row.to_on.map(|d| ("to_on", d.to_string())));
        let edit = link("/do/knowledge.article.edit", query);
        offers.push(Offer::open(speech.say("knowledge-article-edit"), edit).main().icon("edit").hotkey('e'));
        let end = link("/do/knowledge.article.end", vec![("id", row.id.to_string()), ("next", here)]);
        offers.push(Offer::open(speech.say("knowledge-article-end"), end));
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
            (card(&speech.say("knowledge-article-versions"), html! {}, simple(&speech.say("knowledge-article-versions"), &columns, &rows)))
        }
    } };
    Ok(View::new(row.question.clone(), body).live("articles"))
}

fn link(path: &str, query: Vec<(&str, String)>) -> String {
    Address::new(path, query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).href()
}

/// Standard answers beside the telephone: each with its words.
pub fn beside(speech: &Speech, articles: &[ArticleRow], find: Markup) -> Markup {
    let body = html! {
        (find)
        @if articles.is_empty() { p.sub { (speech.say("knowledge-article-none")) } }
        @for one in articles {
            details.more {
                summary { (one.question) }
                p { (one.answer) }
                p.sub { a href={ "/knowledge/articles/" (one.id) } { (one.number) } " · " (speech.say_with("knowledge-article-used", &[("count", &one.used.to_string())])) }
            }
        }
    };
    padded(&speech.say("knowledge-article-list"), html! {}, body)
}
