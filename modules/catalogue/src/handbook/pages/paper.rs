//! The handbook on paper: the same chapters, set as a PDF.

use std::{
    collections::VecDeque,
    sync::{LazyLock, Mutex, PoisonError},
};

use chrono_tz::Tz;
use data_encoding::HEXLOWER;
use desk::Drawn;
use kernel::{Error, Message, Result};
use print::{Document, Part, Picture, Template};
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

/// How many chapters are set at once. More take more memory; fewer, a larger file: each part brings the type it uses.
const AT_ONCE: usize = 6;

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
    let made = tokio::task::spawn_blocking(move || kept_or_made(&parts(&speech, &book, zone))).await;
    made.map_err(|error| Error::Internal(format!("the handbook could not be printed: {error}")))?
}

fn kept_or_made(parts: &[Part]) -> Result<Vec<u8>> {
    let kept = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(serde_json::to_vec(&part.document.data)?);
    }
    let digest = digest.finalize().to_vec();
    if let Some(made) = kept().iter().find(|made| made.digest == digest) {
        return Ok(made.pdf.clone());
    }
    let pdf = TEMPLATE.bind(parts)?.pdf;
    let mut kept = kept();
    kept.push_front(Made { digest, pdf: pdf.clone() });
    kept.truncate(KEPT);
    Ok(pdf)
}

/// What the template is given: the front, and some chapters of an area at a time.
fn parts(speech: &Speech, book: &Handbook, zone: Tz) -> Vec<Part> {
    let document = |said: Value, pictures: Vec<Picture>| {
        let mut data = every_part(speech, book);
        data.as_object_mut().into_iter().for_each(|all| all.extend(said.as_object().cloned().unwrap_or_default()));
        Document { data, pictures, at: book.made_at, zone, lang: speech.lang }
    };
    let areas: Vec<Value> = book.chosen().map(|(area, list)| of_area(speech, area, &list, book, zone)).collect();
    let front = json!({
        "kind": "front",
        "scope": scope(speech, book),
        "control": edition(speech, book, zone),
        "signs": SIGNS.map(|key| speech.say(key)),
        "areas": areas,
    });
    let mut parts = vec![Part { document: document(front, Vec::new()), goes_on: false }];
    for (area, list) in book.chosen() {
        let written: Vec<&Chapter> = list.into_iter().filter(|chapter| book.choice.takes(&chapter.def)).collect();
        for (nth, some) in written.chunks(AT_ONCE).enumerate() {
            let mut pictures = Vec::new();
            let chapters: Vec<Value> =
                some.iter().map(|chapter| written_out(speech, chapter, zone, &mut pictures)).collect();
            let head = if nth == 0 { area_words(speech, area) } else { String::new() };
            let said = json!({ "kind": "chapters", "area": head, "chapters": chapters });
            parts.push(Part { document: document(said, pictures), goes_on: nth > 0 });
        }
    }
    parts
}

/// What stands on every page.
fn every_part(speech: &Speech, book: &Handbook) -> Value {
    let title = format!("{} {}", book.company, speech.say("catalogue-handbook"));
    let pattern = speech.say_with("catalogue-handbook-page", &[("page", "{page}"), ("pages", "{pages}")]);
    json!({
        "title": title.trim(),
        "company": book.company,
        "words": {
            "title": speech.say("catalogue-handbook"),
            "contents": speech.say("catalogue-handbook-contents"),
            "controlled": speech.say("catalogue-handbook-controlled"),
            "page": pattern,
            "anywhere": speech.say("desk-process-anywhere"),
            "signature": speech.say("catalogue-handbook-signature"),
            "date": speech.say("catalogue-handbook-signed-on"),
        },
    })
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

/// An area in the contents.
fn of_area(speech: &Speech, area: &str, list: &[&Chapter], book: &Handbook, zone: Tz) -> Value {
    let line = |chapter: &&Chapter| {
        let mut line = headed(speech, chapter, zone);
        line["written"] = book.choice.takes(&chapter.def).into();
        line
    };
    json!({ "title": area_words(speech, area), "chapters": list.iter().map(line).collect::<Vec<_>>() })
}

/// What a chapter is called, and its version.
fn headed(speech: &Speech, chapter: &Chapter, zone: Tz) -> Value {
    let def = &chapter.def;
    json!({
        "key": def.key,
        "number": chapter.number,
        "title": said(speech, &def.title),
        "version": chapter::version_words(speech, chapter),
        "hash": chapter::short_hash(def),
        "since": chapter.effective_at.map(|at| at.date(zone).to_string()).unwrap_or_default(),
    })
}

/// A whole chapter.
fn written_out(speech: &Speech, chapter: &Chapter, zone: Tz, pictures: &mut Vec<Picture>) -> Value {
    let mut parts: Vec<Value> = Vec::new();
    for part in chapter::parts(speech, &chapter.def) {
        let blocks: Vec<Value> = part.blocks.iter().map(|b| block(speech, chapter, b, pictures)).collect();
        parts.push(json!({ "title": part.title, "blocks": blocks }));
    }
    let mut told = headed(speech, chapter, zone);
    told["control"] = json!(chapter::control(speech, chapter, zone));
    told["parts"] = parts.into();
    told
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

/// Room for a chart on a page: its width and height in points.
struct Room {
    is_lying: bool,
    width: i64,
    height: i64,
}

const UPRIGHT: Room = Room { is_lying: false, width: 530, height: 620 };
const LYING: Room = Room { is_lying: true, width: 775, height: 380 };
/// The scale of a chart, in thousandths of a point for a pixel. Its smallest words are 12 pixels high and never smaller than 6.5
/// points on paper; a chart that would need less room than it has is not blown up.
const LEAST: i64 = 542;
const LARGEST: i64 = 680;

impl Room {
    /// The scale at which a drawing of this size fits.
    fn scale(&self, width: i64, height: i64) -> i64 {
        LARGEST.min(self.width * 1_000 / width.max(1)).min(self.height * 1_000 / height.max(1))
    }

    /// How high a drawing may be before its words get too small.
    fn highest(&self) -> i64 {
        self.height * 1_000 / LEAST
    }
}

/// The chart: pictures of their own beside the data. As many sheets as its words need to be read, upright or lying, whichever
/// are fewer; lying, when that makes one much larger.
fn chart(speech: &Speech, chapter: &Chapter, drawn: &Drawn, pictures: &mut Vec<Picture>) -> Value {
    let title = said(speech, &chapter.def.title);
    let set = |room: &Room| {
        let sheets = flow::sheets(speech, &title, &drawn.nodes, &drawn.edges, room.highest());
        let scale = sheets.iter().map(|sheet| room.scale(sheet.width, sheet.height)).min().unwrap_or(LARGEST);
        (sheets, scale)
    };
    let (upright, lying) = (set(&UPRIGHT), set(&LYING));
    let rank = |(sheets, scale): &(Vec<flow::Sheet>, i64)| (*scale < LEAST, sheets.len());
    let is_larger = rank(&lying) == rank(&upright) && upright.1 < LEAST && lying.1 * 100 > upright.1 * 115;
    let (room, (sheets, scale)) =
        if rank(&lying) < rank(&upright) || is_larger { (LYING, lying) } else { (UPRIGHT, upright) };
    let anywhere: Vec<Fact> = drawn.anywhere.iter().map(|(label, to)| fact(label.clone(), format!("→ {to}"))).collect();
    let ways: Vec<String> = drawn.edges.iter().map(|e| e.label.clone()).collect();
    let count = sheets.len();
    let mut shown: Vec<Value> = Vec::new();
    for (nth, sheet) in (1..).zip(sheets) {
        let caption =
            speech.say_with("catalogue-handbook-sheet", &[("nth", &nth.to_string()), ("all", &count.to_string())]);
        let picture = Picture { name: format!("{}-{nth}.svg", chapter.def.key), svg: sheet.svg };
        shown.push(json!({
            "picture": picture.name,
            "width": sheet.width,
            "caption": if count > 1 { caption.as_str() } else { "" },
            "alt": if nth == 1 { format!("{title}：{}", ways.join("、")) } else { format!("{title} {caption}") },
        }));
        pictures.push(picture);
    }
    json!({ "kind": "chart", "lying": room.is_lying, "scale": scale, "sheets": shown, "anywhere": anywhere })
}
