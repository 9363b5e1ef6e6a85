//! The page of the library.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, button},
    card::{Chip, card, chips},
    icon::icon,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Adoption, AskMeasures, MeasureLine, Service},
    queries::{library, list},
};

/// `/improvement/measures`
pub(crate) async fn page(cx: &mut Context, ask: AskMeasures) -> Result<View> {
    let found = list(cx, ask.clone()).await?;
    let may = cx.actor().may(crate::ADOPT);
    let (speech, now, zone) = (cx.speech(), cx.now(), cx.zone());
    let title = speech.say("improvement-measure-list");
    let adopted = |a: &Adoption| {
        html! {
            p.sub {
                a href={ "/desk/cases/" (a.case_id) } { (a.number) } " "
                (badge(Tone::of(a.category.word()), &a.stage)) " " (a.post)
                @if let Some(person) = &a.person { " · " (person) }
                @if let Some(place) = &a.place { " · " (place) }
                " · " (speech.moment(a.at, now, zone))
            }
        }
    };
    let row = |m: &MeasureLine| -> Vec<Markup> {
        vec![
            html! { (service(&speech, m.service)) },
            html! { (m.text) @for one in &m.adoptions { (adopted(one)) } },
            html! { @if may { (button(&Offer::open(speech.say("improvement-measure-adopt"), format!("/do/improvement.measure.adopt?key={}&next=/improvement/measures", m.key)))) } },
        ]
    };
    let columns =
        ["field-service", "field-measure", "ui-actions"].map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = found.rows.iter().map(row).collect();
    let caption = speech.say_with("improvement-measure-count", &[("count", &rows.len().to_string())]);
    let body = html! { div.stack {
        (heading(&title, &speech.say("improvement-measure-hint"), html! {}))
        (find(&speech, &ask))
        (chips(&speech.say("field-service"), &areas(&speech, &ask)))
        (card(&caption, html! {}, html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("improvement-measure-empty")) } } } @else { (simple(&caption, &columns, &rows)) }
        }))
    } };
    let view = View::new(title, body);
    Ok(cx.scope().0.iter().fold(view, |view, org| view.live(format!("measures:{org}"))))
}

fn service(speech: &Speech, service: Service) -> String {
    speech.say(&format!("choice-service-{}", service.word().replace('_', "-")))
}

fn here(ask: &AskMeasures) -> Address {
    let pairs = [
        ask.q.clone().map(|q| ("q", q)),
        ask.service.map(|a| ("service", a.word().to_owned())),
        ask.adopted.map(|a| ("adopted", a.to_string())),
    ];
    Address::new("/improvement/measures", pairs.into_iter().flatten().map(|(n, v)| (n.to_owned(), v)).collect())
}

/// The fields of service with how many measures each has, and those taken over already.
fn areas(speech: &Speech, ask: &AskMeasures) -> Vec<Chip> {
    let here = here(ask);
    let chip = |label: String, name: &str, value: &str| {
        let on = here.get(name) == Some(value);
        let to = if on { here.without(name) } else { here.with(name, value) };
        Chip { label, href: Some(to.href()), on, count: None }
    };
    let count = |one: Service| library().iter().filter(|m| m.service == one).count();
    let one = |a: &Service| chip(format!("{} {}", service(speech, *a), count(*a)), "service", a.word());
    let adopted = chip(speech.say("improvement-measure-adopted"), "adopted", "true");
    std::iter::once(adopted).chain(Service::ALL.iter().map(one)).collect()
}

fn find(speech: &Speech, ask: &AskMeasures) -> Markup {
    let words = speech.say("improvement-measure-find");
    html! {
        form.narrow method="get" action="/improvement/measures" role="search" aria-label=(words) {
            @if let Some(service) = ask.service { input type="hidden" name="service" value=(service.word()); }
            label.search {
                (icon("search"))
                input type="search" name="q" value=[ask.q.as_deref()] autocomplete="off" maxlength="60" aria-label=(words) placeholder=(words);
            }
        }
    }
}
