//! The handbook on a page, and as a document of its own.

mod block;
mod chapter;
mod forms;
mod paper;

use chrono_tz::Tz;
use kernel::{Lang, Result};
use maud::{Markup, html};
use module::{Context, Download, View};
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
    let file = html! { a.btn.no-print href=(file_of(&book)) { (ui::icon::icon("download")) span { (speech.say("catalogue-handbook-pdf")) } } };
    let body = html! { div.stack {
        (heading(&title, &speech.say("catalogue-handbook-about"), file))
        (chosen(&speech, &book))
        (print::print_button(&speech))
        (written(&speech, &book, cx.zone()))
    } };
    Ok(View::new(title, body))
}

/// `/catalogue/handbook/download`: what is chosen as a PDF; cover and contents when nothing is.
pub async fn download(cx: &mut Context, choice: Choice) -> Result<View> {
    let book = handbook(cx, choice).await?;
    let name = format!("process-handbook-{}.pdf", book.made_at.date(cx.zone()));
    let bytes = paper::printed(cx.speech(), book, cx.zone()).await?;
    Ok(View::file(Download { name, kind: "application/pdf", bytes }))
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

/// The same as a PDF.
///
/// # Errors
/// Those of the database; there is no font to set it in.
pub async fn pdf(cx: &mut Context, choice: Choice, lang: Lang) -> Result<Vec<u8>> {
    let book = handbook(cx, choice).await?;
    let speech = Speech::new(cx.platform().texts.clone(), lang);
    paper::printed(speech, book, cx.zone()).await
}

/// Where the file is of what the page shows; the whole handbook while nothing is chosen.
fn file_of(book: &Handbook) -> String {
    let place = "/catalogue/handbook/download";
    let chosen: Vec<(&str, Vec<&Chapter>)> = book.chosen().collect();
    match (chosen.as_slice(), &book.choice) {
        ([(_, list)], Choice { process: Some(_), area: None, .. }) if list.len() == 1 => {
            format!("{place}?process={}", list[0].def.key)
        }
        ([_, ..], Choice { area: Some(_), .. }) => {
            let areas: Vec<&str> = chosen.iter().map(|(area, _)| *area).collect();
            format!("{place}?area={}", areas.join(","))
        }
        _ => format!("{place}?all=true"),
    }
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
            @for chapter in &chapters { (written_out(speech, chapter, zone)) }
        }
    }
}

fn written_out(speech: &Speech, chapter: &Chapter, zone: Tz) -> Markup {
    let title = said(speech, &chapter.def.title);
    html! {
        section.book-chapter id=(chapter.def.key) {
            h2 { (chapter.number) " " (title) }
            (block::shown(&chapter::control(speech, chapter, zone)))
            @for (nth, part) in (1..).zip(chapter::parts(speech, &chapter.def)) {
                section {
                    h3 { (chapter.number) "." (nth) " " (part.title) }
                    @for block in &part.blocks { (block.shown(speech, &title)) }
                }
            }
        }
    }
}

/// Who signs the handbook.
const SIGNS: [&str; 3] =
    ["catalogue-handbook-made-by", "catalogue-handbook-reviewed-by", "catalogue-handbook-approved-by"];

fn cover(speech: &Speech, book: &Handbook, zone: Tz) -> Markup {
    let made = speech.date(book.made_at.date(zone));
    let all: usize = book.areas.iter().map(|(_, chapters)| chapters.len()).sum();
    html! {
        header.book-cover {
            p.book-company { (book.company) }
            p.book-title { (speech.say("catalogue-handbook")) }
            p { (speech.say("catalogue-handbook-controlled")) }
            p { (speech.say_with("catalogue-handbook-as-of", &[("day", &made), ("count", &all.to_string())])) }
            ul.book-signs { @for key in SIGNS { li { (speech.say(key)) } } }
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
    html! {
        nav.book-contents aria-label=(speech.say("catalogue-handbook-contents")) {
            h2 { (speech.say("catalogue-handbook-contents")) }
            @for (area, list) in book.chosen() {
                h3 { (area_words(speech, area)) }
                ol { @for chapter in list { (line(chapter)) } }
            }
        }
    }
}
