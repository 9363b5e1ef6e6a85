//! From words and a template to a sheet, and from sheets to a document – pure.

use arrears::LetterKind;
use chrono_tz::Tz;
use kernel::{Date, Instant, Money};
use print::{Document, Picture};
use serde_json::json;
use ui::Speech;

use super::model::{Entry, Facts, Head, Sheet, Standing};
use crate::template::{
    model::{DocumentKind, Layout, Paper, Shown},
    rules::{copy_names, key},
};

/// Columns whose words are numbers.
const NUMBERS: &[&str] = &["amount", "owed", "days_late", "debit", "credit", "balance"];
/// Columns that take what room is left.
const WIDE: &[&str] = &["place", "item", "memo", "purpose"];
/// The picture of the code.
const CODE: &str = "code.svg";

/// Arranges what a record says as a template wants it.
pub(crate) fn sheet(speech: &Speech, kind: DocumentKind, layout: &Layout, facts: &Facts, standing: Standing) -> Sheet {
    let name = |shown: &Shown| match shown.heading.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => words.to_owned(),
        None => speech.say(&format!("document-part-{}", key(&shown.shown_part))),
    };
    let said = |shown: &Shown| {
        let words = facts.fields.get(shown.shown_part.as_str()).filter(|words| !words.is_empty())?;
        Some(Entry { name: name(shown), words: words.clone() })
    };
    let cell = |row: &std::collections::BTreeMap<&'static str, String>, shown: &Shown| {
        row.get(shown.shown_part.as_str()).cloned().unwrap_or_default()
    };
    let head = |shown: &Shown| Head {
        name: name(shown),
        right: NUMBERS.contains(&shown.shown_part.as_str()),
        wide: WIDE.contains(&shown.shown_part.as_str()),
    };
    Sheet {
        head: lines(layout.head.as_deref()),
        title: layout.paper_title.clone(),
        number: facts.number.clone(),
        marks: marks(speech, facts, standing),
        fields: layout.fields.iter().filter_map(said).collect(),
        columns: layout.columns.iter().map(head).collect(),
        rows: facts.rows.iter().map(|row| layout.columns.iter().map(|shown| cell(row, shown)).collect()).collect(),
        notes: lines(layout.notes.as_deref()),
        foot: lines(layout.foot.as_deref()),
        code: matches!(kind, DocumentKind::BillNotice | DocumentKind::DunningNotice | DocumentKind::CollectionLetter),
    }
}

/// The letter that papers of a kind are; none for other papers.
pub(crate) const fn letter_kind(kind: DocumentKind) -> Option<LetterKind> {
    match kind {
        DocumentKind::CollectionLetter => Some(LetterKind::Collection),
        DocumentKind::LawyerLetter => Some(LetterKind::Lawyer),
        _ => None,
    }
}

fn marks(speech: &Speech, facts: &Facts, standing: Standing) -> Vec<String> {
    let mut marks = Vec::new();
    if facts.voided {
        marks.push(speech.say("document-voided"));
    }
    if facts.given_back > Money::ZERO {
        marks.push(speech.say_with("document-given-back", &[("amount", &speech.money(facts.given_back))]));
    }
    match standing {
        Standing::Sample => marks.push(speech.say("document-looked-at")),
        Standing::Electronic => marks.push(speech.say("document-electronic")),
        Standing::Nth(1) => {}
        Standing::Nth(nth) => marks.push(speech.say_with("document-reprint", &[("nth", &nth.to_string())])),
    }
    marks
}

fn lines(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Width and height of the paper and its margins at the sides and above, in millimetres; a roll is as long as what is on it.
const fn measures(paper: Paper) -> (i64, Option<i64>, i64, i64) {
    match paper {
        Paper::A4 => (210, Some(297), 18, 16),
        Paper::A5 => (210, Some(148), 14, 10),
        Paper::Third => (241, Some(93), 16, 6),
        Paper::Roll => (80, None, 4, 4),
    }
}

/// Where and when sheets are set, and where the code on notices leads.
pub(crate) struct Setting {
    pub at: Instant,
    pub zone: Tz,
    /// The whole address of the resident's bills.
    pub leads: String,
}

/// Sheets of one template as a document.
pub(crate) fn document(speech: &Speech, layout: &Layout, sheets: &[Sheet], setting: &Setting) -> Document {
    let (width, height, x, y) = measures(layout.paper_size);
    let wanted = sheets.iter().any(|sheet| sheet.code);
    let code = wanted.then(|| ui::print::qr_picture(&setting.leads)).flatten();
    let data = json!({
        "title": layout.paper_title,
        "paper": { "width": width, "height": height, "x": x, "y": y },
        "size": layout.type_size,
        "set": copy_names(layout),
        "sheets": sheets,
        "code": code.is_some(),
        "words": {
            "number": speech.say("field-number"),
            "scan": speech.say("document-scan"),
        },
    });
    let pictures = code.map(|svg| Picture { name: CODE.to_owned(), svg }).into_iter().collect();
    Document { data, pictures, at: setting.at, zone: setting.zone, lang: speech.lang }
}

/// The first day of the year a day lies in.
pub(crate) fn year_of(day: Date) -> Date {
    day.to_string().get(..4).and_then(|year| format!("{year}-01-01").parse().ok()).unwrap_or(day)
}
