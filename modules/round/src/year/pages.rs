//! The wheel of the year ahead, and the same as a table.

use kernel::{Date, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    card::{card, chips, padded},
    feedback::empty,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
    wheel::{Part, wheel},
};

use super::{
    model::{WhichYear, Year, YearWork},
    queries,
};
use crate::{calendar::pages::of_month, communities, procedure::model::System};

/// `/round/year`
pub async fn page(cx: &mut Context, which: WhichYear) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let here = Address::new("/round/year", vec![("org_id".to_owned(), shown.org_id.to_string())]);
    let communities = communities(cx, &here, shown.org_id).await?;
    let speech = cx.speech();
    let title = speech.say("round-year");
    let systems = systems(&shown);
    let names: Vec<String> = shown.months.iter().map(|month| of_month(*month)).collect();
    let rings: Vec<Vec<Option<Part>>> = systems
        .iter()
        .map(|system| shown.months.iter().map(|month| part(&speech, &shown, *system, *month)).collect())
        .collect();
    let body = html! { div.stack {
        (heading(&title, &speech.say("round-year-hint"), html! {}))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        @if shown.works.is_empty() {
            (empty("calendar-event", &speech.say("round-year-empty"), &speech.say("round-year-empty-hint"), None))
        } @else {
            (padded(&title, html! {}, html! {
                (wheel(&names, &rings))
                p.sub { (speech.say("round-year-rings")) " " (systems.iter().map(|system| system_name(&speech, *system)).collect::<Vec<_>>().join(" · ")) }
                ul.legend {
                    li class=(Tone::Risk.class()) { (speech.say("round-statutory")) }
                    li class=(Tone::Active.class()) { (speech.say("round-rare")) }
                }
            }))
            (card(&speech.say("round-year-works"), html! {}, works(&speech, &shown)))
        }
    } };
    Ok(View::new(title, body))
}

/// The systems that have works, in their order; what stands under none comes last.
fn systems(shown: &Year) -> Vec<Option<System>> {
    let all = System::ALL.iter().copied().map(Some).chain([None]);
    all.filter(|system| shown.works.iter().any(|work| work.system == *system)).collect()
}

fn system_name(speech: &Speech, system: Option<System>) -> String {
    let word = system.map_or("other", |system| system.word());
    speech.say(&format!("choice-system-{}", word.replace('_', "-")))
}

/// Where the works of a month and system are seen: what the law asks for on its own calendar, the rest in that of plans.
fn link(shown: &Year, work: &YearWork) -> String {
    let org = ("org_id".to_owned(), shown.org_id.to_string());
    if work.statutory {
        return Address::new("/asset/calendar", vec![org]).href();
    }
    let mut query = vec![("month".to_owned(), of_month(work.month)), org];
    query.extend(work.system.map(|system| ("system".to_owned(), system.word().to_owned())));
    Address::new("/round/calendar", query).href()
}

fn part(speech: &Speech, shown: &Year, system: Option<System>, month: Date) -> Option<Part> {
    let works: Vec<&YearWork> =
        shown.works.iter().filter(|work| work.system == system && work.month == month).collect();
    let first = works.first()?;
    let told: Vec<String> = works.iter().map(|work| format!("{} ×{}", work.title, work.count)).collect();
    Some(Part {
        label: works.iter().map(|work| work.count).sum::<i64>().to_string(),
        words: format!("{} {}：{}", of_month(month), system_name(speech, system), told.join("、")),
        tone: if first.statutory { Tone::Risk } else { Tone::Active },
        href: link(shown, first),
    })
}

fn works(speech: &Speech, shown: &Year) -> Markup {
    let columns = [
        Column::new(speech.say("round-month"), ColumnKind::Time),
        Column::new(speech.say("field-system"), ColumnKind::Text),
        Column::new(speech.say("field-title"), ColumnKind::Text),
        Column::new(speech.say("round-times-of"), ColumnKind::Number),
    ];
    let row = |work: &YearWork| {
        vec![
            html! { (of_month(work.month)) },
            html! { (system_name(speech, work.system)) },
            html! {
                a href=(link(shown, work)) { (work.title) }
                @if work.statutory { " " (badge(Tone::Risk, &speech.say("round-statutory"))) }
            },
            html! { (work.count) },
        ]
    };
    simple(&speech.say("round-year-works"), &columns, &shown.works.iter().map(row).collect::<Vec<_>>())
}
