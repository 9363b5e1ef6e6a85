//! The page of a meter: what it showed, what was used, which meter hung there before, and those below it.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use rust_decimal::Decimal;
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded, two_columns},
    chart::{Bar, columns as chart},
    feedback::empty,
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{MeterLine, MeterRecord, MeterState, ReplacementRow, WhichMeter},
    queries,
    rules::{Read, shown},
    store,
};
use crate::{METER_EDIT, READING_CORRECT, READING_CREATE, reading::model::ReadingLine};

/// Bars of the drawing.
const BARS: usize = 12;

/// `/meter/meters/{id}`
pub async fn page(cx: &mut Context, which: WhichMeter) -> Result<View> {
    let meter = store::one(cx, which.id).await?;
    let read = queries::read(cx, meter).await?;
    let bars = bars(&read);
    let shown = queries::record(cx, read).await?;
    let speech = cx.speech();
    let line = &shown.line;
    let state = match line.meter_state {
        MeterState::InUse => Tone::Active,
        MeterState::Ended => Tone::Cancelled,
    };
    let head = record::Head {
        kind: word(&speech, "meter-kind", line.meter_kind.word()),
        number: line.number.clone(),
        title: line.place.clone().or(line.asset.clone()).unwrap_or_default(),
        state: (state, word(&speech, "meter-state", line.meter_state.word())),
        rings: Vec::new(),
        facts: facts(&speech, &shown),
    };
    let wide = html! {
        @if !bars.is_empty() { (padded(&speech.say("meter-usage"), html! {}, chart(&speech.say("meter-usage"), &speech.say("meter-usage-table"), &bars))) }
        (readings(cx, &speech, &shown))
    };
    let narrow = html! {
        @if !shown.replacements.is_empty() { (replacements(&speech, &shown.replacements)) }
        @if !shown.below.is_empty() { (below(&speech, &shown.below)) }
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        (two_columns(wide, narrow))
    };
    Ok(View::new(format!("{} {}", head.kind, line.number), body).live(format!("meter:{}", line.id)))
}

pub(crate) fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}

fn bars(read: &Read) -> Vec<Bar> {
    let usages = read.usages().0;
    let latest = usages.iter().skip(usages.len().saturating_sub(BARS));
    let bar = |usage: &charge::meter::Usage| Bar {
        label: usage.days.to.to_string().get(5..).unwrap_or_default().to_owned(),
        value: i64::try_from((usage.quantity * Decimal::from(1_000)).round()).unwrap_or(i64::MAX),
        words: usage.quantity.normalize().to_string(),
        tone: if usage.estimated { Tone::Waiting } else { Tone::Active },
        href: None,
    };
    latest.map(bar).collect()
}

fn facts(speech: &Speech, shown_: &MeterRecord) -> Vec<(String, Markup)> {
    let (line, meter) = (&shown_.line, &shown_.meter);
    let mut list = Vec::new();
    if let (Some(id), Some(name)) = (meter.place_id, &line.place) {
        list.push((speech.say("field-place"), html! { a href={ "/property/places/" (id) } { (name) } }));
    }
    if let (Some(id), Some(name)) = (meter.asset_id, &line.asset) {
        list.push((speech.say("field-asset"), html! { a href={ "/asset/assets/" (id) } { (name) } }));
    }
    if let (Some(id), Some(number)) = (meter.parent_id, &line.parent) {
        list.push((speech.say("field-parent-id"), html! { a href={ "/meter/meters/" (id) } { (number) } }));
    }
    list.push((speech.say("field-digits"), html! { (meter.digits) }));
    list.push((speech.say("field-multiplier"), html! { (line.multiplier) }));
    if meter.loss > 0 {
        list.push((speech.say("field-loss"), html! { (Decimal::new(meter.loss, 2).normalize()) "%" }));
    }
    if let (Some(figure), Some(on)) = (&line.figure, line.read_on) {
        let words = format!("{figure} {} · {}", meter.kind.unit(), speech.date(on));
        list.push((speech.say("meter-last-reading"), html! { (words) }));
    }
    if let Some(on) = meter.ended_on {
        list.push((speech.say("field-ended-on"), html! { (speech.date(on)) }));
    }
    list
}

fn offers(cx: &Context, speech: &Speech, shown: &MeterRecord) -> Vec<Offer> {
    let meter = &shown.meter;
    let may = |permission| cx.actor().may_in(permission, meter.org_id);
    let next = format!("next=/meter/meters/{}", meter.id);
    let mut offers = Vec::new();
    if meter.ended_on.is_none() && may(READING_CREATE) {
        let form = format!("/do/meter.reading.create?meter_id={}&{next}", meter.id);
        offers.push(Offer::open(speech.say("meter-reading-create"), form).icon("plus").main());
    }
    if meter.ended_on.is_none() && may(METER_EDIT) {
        let form = |action: &str| format!("/do/{action}?id={}&{next}", meter.id);
        offers.push(Offer::open(speech.say("meter-meter-replace"), form("meter.meter.replace")));
        offers.push(Offer::open(speech.say("meter-meter-end"), form("meter.meter.end")));
    }
    offers
}

fn readings(cx: &Context, speech: &Speech, shown: &MeterRecord) -> Markup {
    let title = speech.say("meter-readings");
    let columns = [
        Column::new(speech.say("field-read-on"), ColumnKind::Time),
        Column::new(speech.say("field-figure"), ColumnKind::Number),
        Column::new(speech.say("meter-used"), ColumnKind::Number),
        Column::new(speech.say("field-reading-source"), ColumnKind::Text),
        Column::new("", ColumnKind::Text),
    ];
    let may = cx.actor().may_in(READING_CORRECT, shown.meter.org_id);
    let row = |reading: &ReadingLine| {
        let correct = format!("/do/meter.reading.correct?id={}&next=/meter/meters/{}", reading.id, reading.meter_id);
        vec![
            html! { (speech.date(reading.read_on)) },
            html! { (reading.figure) },
            html! { (reading.used.as_deref().unwrap_or("—")) },
            html! {
                (word(speech, "reading-source", reading.reading_source.word())) " · " (reading.by_name)
                @if reading.estimated { " " (badge(Tone::Waiting, &speech.say("field-estimated"))) }
                @if let Some(reason) = &reading.reason { p.sub { (reason) } }
            },
            html! { @if may { a href=(correct) { (speech.say("meter-reading-correct")) } } },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.readings.iter().map(row).collect();
    card(
        &title,
        html! {},
        html! {
            @if rows.is_empty() { (empty("clipboard-list", &speech.say("meter-never-read"), "", None)) } @else { (simple(&title, &columns, &rows)) }
        },
    )
}

fn replacements(speech: &Speech, list: &[ReplacementRow]) -> Markup {
    padded(
        &speech.say("meter-replacements"),
        html! {},
        html! {
            @for one in list {
                p {
                    (speech.date(one.replaced_on)) "："
                    (speech.say_with("meter-replaced-told", &[("old", &shown(one.old_end).to_string()), ("new", &shown(one.new_start).to_string())]))
                }
                p.sub { (one.by_name) " · " (one.reason) }
            }
        },
    )
}

fn below(speech: &Speech, list: &[MeterLine]) -> Markup {
    padded(
        &speech.say("meter-below"),
        html! {},
        html! {
            ul.chips { @for one in list { li { a.chip href={ "/meter/meters/" (one.id) } { (one.number) } } } }
        },
    )
}
