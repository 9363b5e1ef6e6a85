//! How limits were kept, with numerator and denominator, each leading to the cases behind it.

use kernel::Instant;
use maud::{Markup, html};
use module::Look;
use serde_json::Value;
use ui::{
    Address, Speech, Tone,
    buttons::Offer,
    card::{Chip, Figure, card, chips, figures},
    feedback::banner,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::model::{ClockRate, KeptBoard, Period, Rate, Rates};
use crate::{board::model::LimitBoard, sample::pages::figure_list};

/// What is overdue to be explained stands out; what is awaited as well.
pub(crate) fn look() -> Look {
    Look { cell: Some(cell), tone: Some(tone), topic: Some("limits"), ..Look::default() }
}

/// That causes are awaited of the reader, with the way to give them.
pub(crate) fn awaited(speech: &Speech, count: i64) -> Markup {
    let offer = Offer::open(speech.say("desk-limit-explain"), "/desk/limits/mine").icon("message-report");
    let words = || speech.say_with("desk-limit-awaited-count", &[("count", &count.to_string())]);
    html! { @if count > 0 { (banner(Tone::Risk, &words(), Some(&offer))) } }
}

fn tone(row: &Value) -> Tone {
    match row.get("explanation").and_then(Value::as_str) {
        Some("overdue") => Tone::Late,
        Some("awaited") => Tone::Risk,
        _ => Tone::Plain,
    }
}

fn cell(speech: &Speech, column: &str, row: &Value, _: Instant) -> Option<Markup> {
    let word = row.get(column)?.as_str()?;
    match column {
        "explanation" => Some(badge(tone(row), &speech.say(&format!("choice-explanation-{word}")))),
        _ => None,
    }
}

/// The columns of every table of shares, with the promise behind each.
const PROMISES: [(&str, &str); 3] = [
    ("choice-promise-response", "response"),
    ("choice-promise-completion", "completion"),
    ("choice-promise-follow-up", "follow_up"),
];

/// The part of the board about how limits were kept.
pub(crate) fn kept(speech: &Speech, period: Period, board: &LimitBoard) -> Markup {
    let of = &board.kept;
    let chip = |one: Period| Chip {
        label: speech.say(&format!("choice-period-{}", one.word())),
        href: Some(format!("/desk/board?period={}", one.word())),
        on: one == period,
        count: None,
    };
    let tabs: Vec<Chip> = Period::ALL.iter().copied().map(chip).collect();
    let rates = [of.overall.response, of.overall.completion, of.overall.follow_up];
    let mut top: Vec<Figure> =
        PROMISES.iter().zip(rates).map(|((key, promise), r)| figure(speech, of, key, promise, r)).collect();
    top.extend(figure_list(speech, &board.samples));
    let person = |r: &Rates| match r.id {
        Some(id) => ("answerable_id".to_owned(), org::StaffId::from_uuid(id).to_string()),
        None => ("unassigned".to_owned(), "true".to_owned()),
    };
    let building = |r: &Rates| {
        ("area_id".to_owned(), r.id.map(|id| property::PlaceId::from_uuid(id).to_string()).unwrap_or_default())
    };
    let class = |r: &Rates| ("topic".to_owned(), r.topic.clone().unwrap_or_default());
    html! {
        h2 { (speech.say("desk-kept")) }
        p.sub { (speech.say("desk-kept-hint")) }
        (chips(&speech.say("desk-kept"), &tabs))
        (figures(&top))
        (clocks(speech, of))
        (shares(speech, of, "desk-kept-people", "field-answerable", &of.by_person, &person))
        (shares(speech, of, "desk-kept-buildings", "field-area-id", &of.by_building, &building))
        (shares(speech, of, "desk-kept-classes", "field-topic", &of.by_class, &class))
    }
}

/// A share as a large figure, with what it is a share of beside its name: `96.4%` – `27/28`.
fn figure(speech: &Speech, of: &KeptBoard, key: &str, promise: &str, rate: Rate) -> Figure {
    let (value, label) = match rate.share() {
        Some(share) => (share, format!("{} {}/{}", speech.say(key), rate.met, rate.all)),
        None => ("—".to_owned(), speech.say(key)),
    };
    let tone = if rate.missed() > 0 { Tone::Risk } else { Tone::Plain };
    Figure { value, label, tone, href: Some(behind(of, &[("promise", promise)])) }
}

/// The list behind a share.
fn behind(of: &KeptBoard, narrowed: &[(&str, &str)]) -> String {
    let mut query: Vec<(String, String)> =
        vec![("from".into(), of.from.to_string()), ("until".into(), of.until.to_string())];
    let said = narrowed.iter().filter(|(_, value)| !value.is_empty());
    query.extend(said.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Address::new("/desk/limits", query).href()
}

fn clocks(speech: &Speech, of: &KeptBoard) -> Markup {
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("field-process", ColumnKind::Text),
        head("desk-column-limit", ColumnKind::Text),
        head("desk-kept-share", ColumnKind::Number),
        head("desk-kept-missed", ColumnKind::Number),
    ];
    let row = |c: &ClockRate| {
        let all = behind(of, &[("process", &c.process), ("clock", &c.clock)]);
        let missed = behind(of, &[("process", &c.process), ("clock", &c.clock), ("outcome", "missed")]);
        vec![html! { (c.process_label) }, html! { (c.label) }, share(speech, c.rate, all), count(c.rate, missed)]
    };
    let rows: Vec<Vec<Markup>> = of.by_clock.iter().map(row).collect();
    shown(speech, "desk-kept-clocks", &columns, &rows)
}

fn shares(
    speech: &Speech,
    of: &KeptBoard,
    title: &str,
    who: &str,
    list: &[Rates],
    query: &dyn Fn(&Rates) -> (String, String),
) -> Markup {
    let mut columns = vec![Column::new(speech.say(who), ColumnKind::Text)];
    columns.extend(PROMISES.iter().map(|(key, _)| Column::new(speech.say(key), ColumnKind::Number)));
    let row = |rates: &Rates| {
        let (name, value) = query(rates);
        let process = rates.process.as_deref().unwrap_or_default();
        let mut cells = vec![html! { (rates.name) }];
        for ((_, promise), rate) in PROMISES.iter().zip([rates.response, rates.completion, rates.follow_up]) {
            cells.push(share(speech, rate, behind(of, &[("promise", promise), (&name, &value), ("process", process)])));
        }
        cells
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    shown(speech, title, &columns, &rows)
}

fn share(speech: &Speech, rate: Rate, href: String) -> Markup {
    match rate.share() {
        Some(share) => {
            let words = [("share", share), ("met", rate.met.to_string()), ("all", rate.all.to_string())];
            let words: Vec<(&str, &str)> = words.iter().map(|(n, v)| (*n, v.as_str())).collect();
            html! { a href=(href) { (speech.say_with("desk-kept-of", &words)) } }
        }
        None => html! { "—" },
    }
}

fn count(rate: Rate, href: String) -> Markup {
    html! { @if rate.missed() > 0 { a href=(href) { (rate.missed()) } } @else { "0" } }
}

fn shown(speech: &Speech, title: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    let caption = speech.say(title);
    let empty = html! { div.pad { p.sub { (speech.say("desk-kept-empty")) } } };
    card(&caption, html! {}, html! { @if rows.is_empty() { (empty) } @else { (simple(&caption, columns, rows)) } })
}
