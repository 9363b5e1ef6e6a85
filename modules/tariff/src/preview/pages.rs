//! The page on which a tariff is tried before it is put in force.

use kernel::{
    Result,
    form::{Field, Form, Kind},
    lang::Label,
};
use maud::{Markup, html};
use module::{Context, View};
use serde_json::json;
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, card, figures, padded},
    feedback::banner,
    form::{FormOptions, Method, form},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskPreview, Preview, Tried},
    queries::{self, told},
};

/// `/tariff/tariffs/{id}/preview`
pub async fn page(cx: &mut Context, ask: AskPreview) -> Result<View> {
    let shown = queries::preview(cx, &ask).await?;
    let speech = cx.speech();
    let row = &shown.tariff;
    let title = speech.say_with("tariff-preview-of", &[("name", &row.name)]);
    let period = shown.period.map(|p| {
        let (from, until) = (speech.date(p.from), speech.date(p.last()));
        speech.say_with(
            "tariff-preview-period",
            &[("from", &from), ("until", &until), ("edition", &shown.edition.to_string())],
        )
    });
    let back =
        Offer::open(speech.say("tariff-preview-back"), format!("/tariff/tariffs/{}", row.id)).icon("arrow-back-up");
    let body = html! { div.stack {
        (heading(&title, &period.unwrap_or_default(), buttons(&speech, &[back])))
        @if shown.on_all { (banner(Tone::Waiting, &speech.say("tariff-preview-on-all"), None)) }
        (ask_form(&speech, &ask, &shown))
        (figures(&totals(&speech, &shown)))
        @if !shown.reasons.is_empty() { (reasons(&speech, &shown)) }
        (sample(&speech, &shown))
    } };
    Ok(View::new(title, body).live(format!("tariff:{}", row.id)))
}

fn ask_form(speech: &Speech, ask: &AskPreview, shown: &Preview) -> Markup {
    let field =
        |name: &str, kind, label: &str| Field { label: Some(Label::Key(label.into())), ..Field::new(name, kind) };
    let used = Field { max: Some(12), ..field("used", Kind::Text, "tariff-preview-used") };
    let fields = vec![field("day", Kind::Date, "tariff-preview-day"), used];
    let values = json!({
        "day": ask.day.or(shown.period.map(|p| p.from)),
        "used": ask.used.as_deref().unwrap_or("100"),
    });
    let options = FormOptions {
        action: format!("/tariff/tariffs/{}/preview", shown.tariff.id),
        submit: speech.say("tariff-preview-again"),
        method: Method::Get,
        ..FormOptions::default()
    };
    padded("", html! {}, form(speech, &Form { fields }, &values, &[], &options))
}

fn totals(speech: &Speech, shown: &Preview) -> Vec<Figure> {
    let figure = |label: &str, value: String, tone| Figure { value, label: speech.say(label), tone, href: None };
    let (tried, charged) = (shown.tried.len(), shown.charged());
    let wrong: usize = shown.reasons.iter().filter(|reason| !reason.expected).map(|reason| reason.count).sum();
    let mut list = vec![
        figure("tariff-preview-tried", tried.to_string(), Tone::Plain),
        figure("tariff-preview-charged", charged.to_string(), Tone::Plain),
        figure("tariff-preview-wrong", wrong.to_string(), if wrong > 0 { Tone::Late } else { Tone::Plain }),
        figure("tariff-preview-total", speech.money(shown.total()), Tone::Plain),
    ];
    if let Some(was) = shown.was_total() {
        list.push(figure("tariff-preview-was", speech.money(was), Tone::Plain));
        list.push(figure("tariff-preview-more", speech.money(shown.total() - was), Tone::Plain));
    }
    list
}

fn reasons(speech: &Speech, shown: &Preview) -> Markup {
    let title = speech.say("tariff-preview-reasons");
    let columns = [
        Column::new(speech.say("field-reason"), ColumnKind::Text),
        Column::new(speech.say("tariff-preview-count"), ColumnKind::Number),
        Column::new(speech.say("tariff-preview-first"), ColumnKind::Text),
        Column::new("", ColumnKind::State),
    ];
    let rows: Vec<Vec<Markup>> = shown
        .reasons
        .iter()
        .map(|reason| {
            let (tone, key) = match reason.expected {
                true => (Tone::Plain, "tariff-preview-expected"),
                false => (Tone::Late, "tariff-preview-missing"),
            };
            vec![
                html! { (reason.reason) },
                html! { (reason.count) },
                html! { (reason.first) },
                badge(tone, &speech.say(key)),
            ]
        })
        .collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}

fn sample(speech: &Speech, shown: &Preview) -> Markup {
    let title = speech.say("tariff-preview-sample");
    let mut columns = vec![
        Column::new(speech.say("field-place"), ColumnKind::Text),
        Column::new(speech.say("tariff-preview-told"), ColumnKind::Text),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let compared = shown.was_total().is_some();
    if compared {
        columns.push(Column::new(speech.say("tariff-preview-was"), ColumnKind::Number).wide());
    }
    let row = |one: &Tried| {
        let mut cells = vec![
            html! { a href={ "/property/places/" (one.place_id) } { (one.name) } },
            html! { @for sentence in told(speech, one) { p.sub { (sentence) } } },
            match one.amount() {
                Some(amount) => html! { (speech.money(amount)) },
                None => badge(Tone::Late, &speech.say("tariff-preview-not")),
            },
        ];
        if compared {
            cells.push(html! { @if let Some(was) = one.was { (speech.money(was)) } });
        }
        cells
    };
    let rows: Vec<Vec<Markup>> = shown.sample().into_iter().map(row).collect();
    card(
        &title,
        html! {},
        html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("tariff-preview-nothing")) } } } @else { (simple(&title, &columns, &rows)) }
        },
    )
}
