//! The page of the second look: the cases drawn, and a button for each.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, Figure, card, chips, figures},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskSamples, SampleFigures, SampleLine},
    queries::list,
};
use crate::case::pages::{href, list as cases, state};

/// `/desk/samples`
pub(crate) async fn page(cx: &mut Context, ask: AskSamples) -> Result<View> {
    let checked = ask.checked == Some(true);
    let found = list(cx, ask).await?;
    let speech = cx.speech();
    let title = speech.say("desk-samples");
    let tab =
        |key: &str, href: &str, on: bool| Chip { label: speech.say(key), href: Some(href.into()), on, count: None };
    let tabs = [
        tab("desk-samples-waiting", "/desk/samples", !checked),
        tab("desk-samples-checked", "/desk/samples?checked=true", checked),
    ];
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("field-assignee", ColumnKind::Text),
        head("field-state", ColumnKind::State),
        head("desk-sample-day", ColumnKind::Time),
        head("desk-sample-result", ColumnKind::Text),
    ];
    let rows: Vec<Vec<Markup>> = found.rows.iter().map(|s| row(&speech, s)).collect();
    let body = html! { div.stack {
        (heading(&title, "", html! {}))
        (figures(&figure_list(&speech, &found.figures)))
        (chips(&speech.say("ui-views"), &tabs))
        (card(&title, html! {}, html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("desk-samples-empty")) } } } @else { (simple(&title, &columns, &rows)) }
        }))
    } };
    Ok(cases::live(cx, View::new(title, body)))
}

fn row(speech: &Speech, sample: &SampleLine) -> Vec<Markup> {
    let case = &sample.case;
    let check = Offer::open(
        speech.say("desk-sample-check"),
        format!("/do/desk.sample.check?id={}&next=/desk/samples", sample.id),
    );
    let result = match sample.passed {
        Some(true) => badge(Tone::Done, &speech.say("desk-sample-passed")),
        Some(false) => badge(Tone::Late, &speech.say("desk-sample-failed")),
        None if sample.mine => buttons(speech, &[check.main().icon("checklist")]),
        None => html! { span.sub { (speech.say("desk-sample-others")) } },
    };
    vec![
        html! { a href=(href(case)) { (case.number) } p.sub { (case.title) } },
        html! { (case.place.as_deref().unwrap_or("—")) },
        html! { (case.assignee.as_deref().unwrap_or("—")) },
        state(speech, case),
        html! { (sample.day) },
        html! {
            (result)
            @if let Some(checker) = &sample.checker { " " (checker) }
            @if let Some(reason) = &sample.reason { p.sub { (reason) } }
        },
    ]
}

/// How many were drawn, checked and passed.
pub(crate) fn figure_list(speech: &Speech, of: &SampleFigures) -> Vec<Figure> {
    let count = |n: i64| speech.count(u64::try_from(n).unwrap_or(0));
    let figure = |key: &str, value: String, href: &str| Figure {
        value,
        label: speech.say(key),
        tone: Tone::Plain,
        href: Some(href.to_owned()),
    };
    vec![
        figure("desk-figure-drawn", count(of.drawn), "/desk/samples"),
        figure("desk-figure-checked", count(of.checked), "/desk/samples?checked=true"),
        figure("desk-figure-passed", count(of.passed), "/desk/samples?checked=true"),
    ]
}
