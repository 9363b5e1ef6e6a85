//! The handbook on a page, and as a document of its own.

mod chapter;
mod forms;

use chrono_tz::Tz;
use kernel::{Lang, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech,
    card::{Chip, chips},
    page::heading,
    print,
};

use super::{
    model::{Chapter, Choice, Handbook},
    queries::handbook,
};
use crate::said;

/// `/catalogue/handbook`: the contents, and the chapters somebody chose.
pub async fn page(cx: &mut Context, choice: Choice) -> Result<View> {
    let book = handbook(cx, choice).await?;
    let speech = cx.speech();
    let title = speech.say("catalogue-handbook");
    let body = html! { div.stack {
        (heading(&title, &speech.say("catalogue-handbook-about"), html! {}))
        (chosen(&speech, &book))
        (print::print_button(&speech))
        (written(&speech, &book, cx.zone()))
    } };
    Ok(View::new(title, body))
}

/// The handbook as a document that needs nothing else: to be kept, sent and printed.
///
/// # Errors
/// Those of the database.
pub async fn document(cx: &mut Context, choice: Choice, lang: Lang) -> Result<String> {
    let book = handbook(cx, choice).await?;
    let speech = Speech::new(cx.platform().texts.clone(), lang);
    let title = format!("{} {}", book.company, speech.say("catalogue-handbook"));
    Ok(print::document(lang, title.trim(), written(&speech, &book, cx.zone())).into_string())
}

/// Which chapters are written out: an area, or all.
fn chosen(speech: &Speech, book: &Handbook) -> Markup {
    let chip = |label: String, href: String, on: bool, count: usize| Chip {
        label,
        href: Some(href),
        on,
        count: u64::try_from(count).ok(),
    };
    let all = book.areas.iter().map(|(_, chapters)| chapters.len()).sum();
    let mut list = vec![chip(
        speech.say("catalogue-handbook-all"),
        "/catalogue/handbook?all=true".into(),
        book.choice.all == Some(true),
        all,
    )];
    for (area, chapters) in &book.areas {
        let href = format!("/catalogue/handbook?area={area}");
        list.push(chip(area_words(speech, area), href, book.choice.area.as_deref() == Some(area), chapters.len()));
    }
    chips(&speech.say("catalogue-handbook-chapters"), &list)
}

fn area_words(speech: &Speech, area: &str) -> String {
    speech.say(&format!("desk-area-{area}"))
}

/// Cover, contents, chapters.
fn written(speech: &Speech, book: &Handbook, zone: Tz) -> Markup {
    let wanted = |chapter: &&Chapter| book.choice.takes(&chapter.def);
    let chapters: Vec<&Chapter> = book.areas.iter().flat_map(|(_, list)| list).filter(wanted).collect();
    html! {
        article.book {
            (cover(speech, book, zone))
            (contents(speech, book, zone))
            @for chapter in &chapters { (chapter::written(speech, chapter, zone)) }
        }
    }
}

fn cover(speech: &Speech, book: &Handbook, zone: Tz) -> Markup {
    let made = speech.date(book.made_at.date(zone));
    let all: usize = book.areas.iter().map(|(_, chapters)| chapters.len()).sum();
    let sign = ["catalogue-handbook-made-by", "catalogue-handbook-reviewed-by", "catalogue-handbook-approved-by"];
    html! {
        header.book-cover {
            p.book-company { (book.company) }
            p.book-title { (speech.say("catalogue-handbook")) }
            p { (speech.say("catalogue-handbook-controlled")) }
            p { (speech.say_with("catalogue-handbook-as-of", &[("day", &made), ("count", &all.to_string())])) }
            ul.book-signs { @for key in sign { li { (speech.say(key)) } } }
        }
    }
}

fn contents(speech: &Speech, book: &Handbook, zone: Tz) -> Markup {
    let line = |chapter: &Chapter| {
        let since = chapter.effective_at.map(|at| at.date(zone).to_string()).unwrap_or_default();
        let own = chapter.approval.is_some().then(|| speech.say("catalogue-handbook-own"));
        let title = html! { b { (chapter.number) } " " (said(speech, &chapter.def.title)) };
        let here = book.choice.takes(&chapter.def);
        let href = if here {
            format!("#{}", chapter.def.key)
        } else {
            format!("/catalogue/handbook?process={}", chapter.def.key)
        };
        html! { li {
            a href=(href) { (title) }
            span.sub { @if let Some(own) = own { (own) " " } "V" (chapter.version) " · " (since) }
        } }
    };
    let nothing = book.choice.is_nothing();
    let shown = |chapter: &&Chapter| nothing || book.choice.takes(&chapter.def);
    html! {
        nav.book-contents aria-label=(speech.say("catalogue-handbook-contents")) {
            h2 { (speech.say("catalogue-handbook-contents")) }
            @for (area, chapters) in &book.areas {
                @let list: Vec<&Chapter> = chapters.iter().filter(shown).collect();
                @if !list.is_empty() {
                    h3 { (area_words(speech, area)) }
                    ol { @for chapter in list { (line(chapter)) } }
                }
            }
        }
    }
}
