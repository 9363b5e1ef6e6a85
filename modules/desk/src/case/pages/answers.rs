//! Standard answers beside a case that asks something.

use kernel::Result;
use knowledge::ArticleRow;
use maud::{Markup, html};
use module::Context;
use process::{Definition, runtime::Loaded};
use ui::{
    Address, Speech,
    buttons::{Offer, button},
    card::padded,
};

/// Answers offered on an open case.
const OFFERED: usize = 3;

/// Whether a process answers by standard answers: it records the number of the one that was given.
pub(crate) fn answers_by_articles(def: &Definition) -> bool {
    def.field("entry_number").is_some() && def.field("standard_answer").is_some()
}

/// The standard answers that may fit what is asked, where the process answers by them.
pub(crate) async fn fitting(cx: &mut Context, case: &Loaded) -> Result<Option<Vec<ArticleRow>>> {
    let answered = case.state.fields.contains_key("entry_number");
    if answered || case.state.is_ended(&case.def) || !answers_by_articles(&case.def) {
        return Ok(None);
    }
    let asked = case.state.fields.get(&case.def.list.title).and_then(|v| v.as_str()).unwrap_or_default();
    knowledge::answers_to(cx, case.org, asked, OFFERED).await.map(Some)
}

/// Standard answers that may fit an open case: one press takes the words into the answer.
pub(crate) fn for_case(speech: &Speech, case: &Loaded, articles: &[ArticleRow], key: &str) -> Markup {
    let answer = case.def.actions.iter().find(|a| {
        ["entry_number", "standard_answer", "answer"].iter().all(|name| a.asks.iter().any(|ask| ask.field == *name))
    });
    let take = |one: &ArticleRow| {
        let answer = answer?;
        let query = [
            ("id", case.id.to_string()),
            ("action", answer.id.clone()),
            ("input.entry_state", "found".to_owned()),
            ("input.entry_number", one.number.clone()),
            ("input.standard_answer", one.answer.clone()),
            ("input.answer", one.answer.clone()),
        ];
        let query = query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let next = Address::new("/do/desk.case.act", query).href();
        let path = format!("/desk/cases/{}/use_article", case.id);
        let offer = Offer::post(speech.say("desk-case-use-article"), path, format!("{key}-{}", one.number));
        Some(offer.hidden("article_id", one.id.to_string()).hidden("next", next))
    };
    let body = html! {
        @if articles.is_empty() { p.sub { (speech.say("knowledge-article-none")) } }
        @for one in articles {
            div {
                p { b { (one.question) } }
                p { (one.answer) }
                @if let Some(offer) = take(one) { (button(&offer)) }
            }
        }
    };
    padded(&speech.say("knowledge-article-list"), html! {}, body)
}
