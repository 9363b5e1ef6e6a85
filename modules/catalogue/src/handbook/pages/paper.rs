//! The handbook on paper: the same chapters, set as a PDF.

use std::{
    collections::VecDeque,
    sync::{LazyLock, Mutex, PoisonError},
};

use chrono_tz::Tz;
use data_encoding::HEXLOWER;
use desk::Drawn;
use kernel::{Error, Message, Result};
use print::{Document, Picture, Template};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use ui::{Speech, flow};

use super::{
    super::model::{Chapter, Handbook},
    SIGNS, area_words,
    block::{Block, Fact, fact},
    chapter,
};
use crate::said;

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::new(include_str!("../../../print/handbook.typ")));

/// A handbook takes all processors there are for some seconds: one is made at a time, and only so many wait for their turn.
static PRESS: Semaphore = Semaphore::const_new(1);
static LINE: Semaphore = Semaphore::const_new(3);

/// How many handbooks are kept to be handed out again: the whole one in two languages, and an area.
const KEPT: usize = 3;
static MADE: Mutex<VecDeque<Made>> = Mutex::new(VecDeque::new());

/// A handbook that was made.
struct Made {
    /// Of what it says.
    digest: Vec<u8>,
    pdf: Vec<u8>,
}

/// The handbook as a PDF. What has not changed since it was last asked for is not made again.
///
/// # Errors
/// Others are being made already; or there is no font to set it in.
pub(super) async fn printed(speech: Speech, book: Handbook, zone: Tz) -> Result<Vec<u8>> {
    let busy = || Error::Unavailable(Message::of("catalogue-handbook-busy"), 20);
    let _place = LINE.try_acquire().map_err(|_| busy())?;
    let _turn = PRESS.acquire().await.map_err(|_| busy())?;
    let made = tokio::task::spawn_blocking(move || kept_or_made(sheet(&speech, &book, zone))).await;
    made.map_err(|error| Error::Internal(format!("the handbook could not be printed: {error}")))?
}

fn kept_or_made(document: Document) -> Result<Vec<u8>> {
    let kept = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let digest = Sha256::digest(serde_json::to_vec(&document.data)?).to_vec();
    if let Some(made) = kept().iter().find(|made| made.digest == digest) {
        return Ok(made.pdf.clone());
    }
    let pdf = TEMPLATE.print(document)?.pdf;
    let mut kept = kept();
    kept.push_front(Made { digest, pdf: pdf.clone() });
    kept.truncate(KEPT);
    Ok(pdf)
}

/// What the template is given.
fn sheet(speech: &Speech, book: &Handbook, zone: Tz) -> Document {
    let mut pictures = Vec::new();
    let areas: Vec<Value> =
        book.chosen().map(|(area, list)| of_area(speech, area, &list, book, zone, &mut pictures)).collect();
    let title = format!("{} {}", book.company, speech.say("catalogue-handbook"));
    let pattern = speech.say_with("catalogue-handbook-page", &[("page", "{page}"), ("pages", "{pages}")]);
    let data = json!({
        "title": title.trim(),
        "company": book.company,
        "scope": scope(speech, book),
        "control": edition(speech, book, zone),
        "signs": SIGNS.map(|key| speech.say(key)),
        "words": {
            "title": speech.say("catalogue-handbook"),
            "contents": speech.say("catalogue-handbook-contents"),
            "controlled": speech.say("catalogue-handbook-controlled"),
            "page": pattern,
            "anywhere": speech.say("desk-process-anywhere"),
            "signature": speech.say("catalogue-handbook-signature"),
            "date": speech.say("catalogue-handbook-signed-on"),
        },
        "areas": areas,
    });
    Document { data, pictures, at: book.made_at, zone, lang: speech.lang }
}

/// Which areas it holds.
fn scope(speech: &Speech, book: &Handbook) -> String {
    let areas: Vec<String> = book.chosen().map(|(area, _)| area_words(speech, area)).collect();
    if areas.len() == book.areas.len() { speech.say("catalogue-handbook-all") } else { areas.join("、") }
}

/// Which edition it is: the day, and a short digest of all versions in it, by which two handbooks are told apart.
fn edition(speech: &Speech, book: &Handbook, zone: Tz) -> Vec<Fact> {
    let mut digest = Sha256::new();
    let mut count = 0;
    for (_, list) in book.chosen() {
        list.iter().for_each(|chapter| digest.update(chapter.def.hash()));
        count += list.len();
    }
    let day = speech.date(book.made_at.date(zone));
    let digest = HEXLOWER.encode(&digest.finalize());
    let as_of = speech.say_with("catalogue-handbook-as-of", &[("day", &day), ("count", &count.to_string())]);
    vec![
        fact(speech.say("catalogue-handbook-edition"), format!("{} · {}", book.made_at.date(zone), &digest[..12])),
        fact(speech.say("catalogue-handbook-in-force"), as_of),
    ]
}

fn of_area(
    speech: &Speech,
    area: &str,
    list: &[&Chapter],
    book: &Handbook,
    zone: Tz,
    pictures: &mut Vec<Picture>,
) -> Value {
    let chapters: Vec<Value> = list
        .iter()
        .map(|chapter| {
            let def = &chapter.def;
            let written = book.choice.takes(def);
            let mut told = json!({
                "key": def.key,
                "number": chapter.number,
                "title": said(speech, &def.title),
                "version": chapter::version_words(speech, chapter),
                "hash": chapter::short_hash(def),
                "since": chapter.effective_at.map(|at| at.date(zone).to_string()).unwrap_or_default(),
                "written": written,
            });
            if written {
                let parts: Vec<Value> = chapter::parts(speech, def)
                    .iter()
                    .map(|part| {
                        let blocks: Vec<Value> =
                            part.blocks.iter().map(|b| block(speech, chapter, b, pictures)).collect();
                        json!({ "title": part.title, "blocks": blocks })
                    })
                    .collect();
                told["control"] = json!(chapter::control(speech, chapter, zone));
                told["parts"] = parts.into();
            }
            told
        })
        .collect();
    json!({ "title": area_words(speech, area), "chapters": chapters })
}

fn block(speech: &Speech, chapter: &Chapter, block: &Block, pictures: &mut Vec<Picture>) -> Value {
    match block {
        Block::Words(words) => json!({ "kind": "words", "words": words }),
        Block::Head(words) => json!({ "kind": "head", "words": words }),
        Block::Facts(list) => json!({ "kind": "facts", "facts": list }),
        Block::Table(table) => json!({ "kind": "table", "table": table }),
        Block::Steps(list) => json!({ "kind": "steps", "steps": list }),
        Block::Chart(drawn) => chart(speech, chapter, drawn, pictures),
    }
}

/// The chart is a picture of its own beside the data.
fn chart(speech: &Speech, chapter: &Chapter, drawn: &Drawn, pictures: &mut Vec<Picture>) -> Value {
    let title = said(speech, &chapter.def.title);
    let picture = Picture {
        name: format!("{}.svg", chapter.def.key),
        svg: flow::picture(speech, &title, &drawn.nodes, &drawn.edges),
    };
    let (width, height) = flow::extent(&drawn.nodes, &drawn.edges);
    let anywhere: Vec<Fact> = drawn.anywhere.iter().map(|(label, to)| fact(label.clone(), format!("→ {to}"))).collect();
    let ways: Vec<String> = drawn.edges.iter().map(|e| e.label.clone()).collect();
    let told = json!({
        "kind": "chart",
        "picture": picture.name,
        "width": width,
        "height": height,
        "alt": format!("{title}：{}", ways.join("、")),
        "anywhere": anywhere,
    });
    pictures.push(picture);
    told
}
