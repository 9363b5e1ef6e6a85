//! The file of a piece of equipment on its page, and the list of all logs.

use kernel::{Span, form::Kind};
use maud::{Markup, html};
use module::{Column, Context, List, Look};
use serde_json::Value;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, Weight, button, buttons},
    card::{self, Figure, figures},
    record,
    table::{self, ColumnKind},
};

use super::model::{Advice, AssetMeter, History, LogEntryLine, LogKind, Upkeep, Worth};
use crate::{LOG_CREATE, LOG_VOID, certificate::pages::files, choice, model::Asset, repair};

/// How the list of all logs looks.
pub(crate) fn list() -> List {
    List {
        columns: vec![
            Column::new("logged_on", Kind::Date).sortable(),
            Column::text("asset"),
            Column::new("log_kind", choice(LogKind::ALL.iter().map(|k| k.word()))),
            Column::text("note"),
            Column::new("spent", Kind::Money),
            Column::text("by_name"),
            Column::text("void_reason").optional(),
        ],
        link: Some("/asset/assets/{asset_id}"),
        noun: Some("log_entry"),
        offers: &["asset.log_entry.create"],
        look: Look { tone: Some(tone_of_row), ..Look::default() },
        page: true,
        ..List::default()
    }
}

fn tone_of_row(row: &Value) -> Tone {
    if row.get("void_reason").is_some_and(Value::is_string) { Tone::Cancelled } else { Tone::Plain }
}

/// How it served over the last year.
pub(crate) fn service(speech: &Speech, found: &History) -> Markup {
    let figure = |key: &str, value: Option<String>| {
        value.map(|value| Figure { value, label: speech.say(key), tone: Tone::Plain, href: None })
    };
    let span = |minutes: Option<i64>| minutes.map(|minutes| speech.span(Span::minutes(minutes)));
    let service = &found.service;
    let upkeep = found.upkeep.as_ref().filter(|upkeep| upkeep.due > 0);
    let list: Vec<Figure> = [
        figure("asset-availability", service.availability.map(thousandths)),
        figure("asset-failures", Some(speech.count(u64::try_from(service.failures).unwrap_or(0)))),
        figure("asset-between-failures", span(service.between_failures)),
        figure("asset-to-repair", span(service.to_repair)),
        figure("asset-to-take-up", span(service.to_take_up)),
        figure("asset-upkeep-in-time", upkeep.map(|upkeep| thousandths(upkeep.in_time * 1000 / upkeep.due.max(1)))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let since = speech.say_with("asset-service-since", &[("day", &speech.date(found.since))]);
    html! { (figures(&list)) p.sub { (since) } }
}

/// `98.7%` of 987 thousandths.
fn thousandths(share: i64) -> String {
    format!("{}.{}%", share / 10, share % 10)
}

/// What recurs on it.
pub(crate) fn upkeep(speech: &Speech, asset: &Asset, upkeep: &Upkeep) -> Markup {
    let columns = [
        table::Column::new(speech.say("field-day"), ColumnKind::Time),
        table::Column::new(speech.say("asset-upkeep-what"), ColumnKind::Text),
        table::Column::new(speech.say("field-by-name"), ColumnKind::Text),
        table::Column::new(speech.say("field-state"), ColumnKind::State),
    ];
    let rows: Vec<Vec<Markup>> = upkeep
        .lines
        .iter()
        .map(|line| {
            vec![
                html! { (line.day) },
                html! { a href=(line.href) { (line.title) } },
                html! { (line.by_name.as_deref().unwrap_or_default()) },
                record::badge(if line.missed { Tone::Late } else { Tone::Plain }, &line.state),
            ]
        })
        .collect();
    let all = Address::new("/round/occurrences", vec![("asset_id".to_owned(), asset.id.to_string())]);
    let more = Offer::open(speech.say("asset-see-all"), all.href()).weight(Weight::Quiet);
    let title = speech.say("asset-upkeep");
    card::card(&title, button(&more), table::simple(&title, &columns, &rows))
}

/// Its meters with what they showed last.
pub(crate) fn meters(speech: &Speech, list: &[AssetMeter]) -> Markup {
    let columns = [
        table::Column::new(speech.say("asset-meter"), ColumnKind::Text),
        table::Column::new(speech.say("asset-meter-kind"), ColumnKind::Text),
        table::Column::new(speech.say("asset-meter-figure"), ColumnKind::Number),
        table::Column::new(speech.say("field-day"), ColumnKind::Time),
    ];
    let cells = |meter: &AssetMeter| {
        vec![
            html! { a href=(meter.href) { (meter.number) } },
            html! { (meter.kind) },
            html! { (meter.figure.as_deref().unwrap_or("—")) },
            html! { @if let Some(day) = meter.read_on { (day) } },
        ]
    };
    let title = speech.say("asset-meters");
    card::card(&title, html! {}, table::simple(&title, &columns, &list.iter().map(cells).collect::<Vec<_>>()))
}

/// The latest of its running log.
pub(crate) fn log(cx: &Context, speech: &Speech, asset: &Asset, lines: &[LogEntryLine]) -> Markup {
    let of_asset = vec![("asset_id".to_owned(), asset.id.to_string())];
    let all = Address::new("/asset/log_entries", of_asset.clone()).href();
    let form = Address::new("/do/asset.log_entry.create", of_asset).href();
    let may = |permission| cx.actor().may_in(permission, asset.org_id);
    let quiet = |key: &str, href: String| Offer::open(speech.say(key), href).weight(Weight::Quiet);
    let offers: Vec<Offer> = [
        (lines.len() > 1).then(|| quiet("asset-see-all", all)),
        may(LOG_CREATE).then(|| quiet("asset-log-entry-create", form).icon("plus")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let title = speech.say("asset-log");
    let body = html! {
        @if lines.is_empty() { div.pad { p.sub { (speech.say("asset-log-empty")) } } } @else {
            (table::simple(&title, &columns(speech), &lines.iter().map(|line| cells(speech, line, may(LOG_VOID))).collect::<Vec<_>>()))
        }
    };
    card::card(&title, buttons(speech, &offers), body)
}

fn columns(speech: &Speech) -> [table::Column; 5] {
    [
        table::Column::new(speech.say("field-logged-on"), ColumnKind::Time),
        table::Column::new(speech.say("field-log-kind"), ColumnKind::State),
        table::Column::new(speech.say("field-note"), ColumnKind::Text),
        table::Column::new(speech.say("field-spent"), ColumnKind::Number),
        table::Column::new(speech.say("field-by-name"), ColumnKind::Text),
    ]
}

fn cells(speech: &Speech, line: &LogEntryLine, may_void: bool) -> Vec<Markup> {
    let kind = speech.say(&format!("choice-log-kind-{}", line.log_kind.word()));
    let void = Address::new("/do/asset.log_entry.void", vec![("id".to_owned(), line.id.to_string())]).href();
    vec![
        html! { (line.logged_on) },
        record::badge(if line.void_reason.is_some() { Tone::Cancelled } else { Tone::Plain }, &kind),
        html! {
            @match &line.void_reason {
                Some(reason) => { s { (line.note) } p.sub { (speech.say_with("asset-log-entry-void-because", &[("reason", reason)])) } },
                None => (line.note),
            }
            @if !line.files.is_empty() { (files(speech, &line.files)) }
        },
        html! { @if let Some(spent) = line.spent { (speech.money(spent)) } },
        html! {
            (line.by_name)
            @if may_void && line.void_reason.is_none() { " " a href=(void) { (speech.say("asset-log-entry-void")) } }
        },
    ]
}

/// What it costs and is worth.
pub(crate) fn worth(speech: &Speech, worth: &Worth) -> Markup {
    let tone = |advice| match advice {
        Advice::Keep => Tone::Done,
        Advice::Watch => Tone::Risk,
        Advice::Replace => Tone::Late,
    };
    let rows = [
        ("asset-net-value", worth.net.map(|net| html! { (speech.money(net)) })),
        ("asset-spent", Some(html! { (speech.money(worth.spent)) })),
        ("asset-spent-share", worth.share.map(|share| html! { (thousandths(share)) })),
        ("asset-spent-ever", Some(html! { (speech.money(worth.spent_ever)) })),
        (
            "asset-advice",
            worth
                .advice
                .map(|advice| record::badge(tone(advice), &speech.say(&format!("asset-advice-{}", advice.word())))),
        ),
    ];
    let rows: Vec<(String, Markup)> =
        rows.into_iter().filter_map(|(key, value)| Some((speech.say(key), value?))).collect();
    let mut words = vec![
        repair::pages::reckoned(speech, "asset-spent-reckoned", worth.log, &worth.repairs),
        repair::pages::reckoned(speech, "asset-spent-ever-reckoned", worth.log_ever, &worth.repairs_ever),
    ];
    words.extend(repair::pages::unrated(speech, &worth.repairs_ever));
    words.extend(worth.net.zip(worth.share).map(|(net, share)| {
        let told = [("spent", speech.money(worth.spent)), ("net", speech.money(net)), ("share", thousandths(share))];
        speech.say_with("asset-advice-reckoned", &told.each_ref().map(|(name, value)| (*name, value.as_str())))
    }));
    words.push(speech.say(if worth.advice.is_some() { "asset-advice-hint" } else { "asset-worth-unknown" }));
    let words = html! { @for said in &words { p.sub { (said) } } };
    card::padded(&speech.say("asset-worth"), html! {}, html! { (card::facts(&rows)) (words) })
}
