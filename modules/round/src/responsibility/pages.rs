//! The map of who answers for what: coloured by building, and as a list.

use std::collections::BTreeSet;

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    card::{Chip, card, chips, padded},
    elevation::{Elevation, Floor, Room, elevation},
    feedback::{banner, empty},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Covered, Responsibilities, Responsibility, WhichResponsibility},
    queries,
};
use crate::{
    communities,
    plan::{model::Doer, queries::doer},
    procedure::model::System,
};

/// `/round/responsibility`
pub async fn page(cx: &mut Context, which: WhichResponsibility) -> Result<View> {
    let shown = queries::view(cx, which.clone()).await?;
    let here = here(&which, &shown);
    let communities = communities(cx, &here, shown.org_id).await?;
    let speech = cx.speech();
    let title = speech.say("round-responsibility");
    let body = html! { div.stack {
        (heading(&title, &speech.say("round-responsibility-hint"), html! {}))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        (chips(&title, &covered(&speech, &which, &shown, &here)))
        (chips(&speech.say("field-system"), &systems(&speech, &here)))
        @if shown.uncovered_open > 0 {
            (banner(Tone::Late, &speech.say_with("round-uncovered-open", &[("count", &shown.uncovered_open.to_string())]), None))
        }
        @if !shown.vacant.is_empty() { (banner(Tone::Risk, &vacant(&speech, &shown.vacant), None)) }
        @if shown.list.is_empty() {
            (empty("map-pin", &speech.say("round-responsibility-empty"), &speech.say("round-responsibility-empty-hint"), None))
        } @else {
            (padded(&speech.say("round-responsibility-map"), html! {}, elevation(&speech, &drawn(&speech, &shown))))
            (card(&title, html! {}, list(&speech, &shown.list)))
        }
    } };
    Ok(View::new(title, body))
}

fn here(which: &WhichResponsibility, shown: &Responsibilities) -> Address {
    let mut query = vec![("org_id".to_owned(), shown.org_id.to_string())];
    query.extend(which.covered.map(|covered| ("covered".to_owned(), covered.word().to_owned())));
    query.extend(which.system.map(|system| ("system".to_owned(), system.word().to_owned())));
    Address::new("/round/responsibility", query)
}

fn covered(speech: &Speech, which: &WhichResponsibility, shown: &Responsibilities, here: &Address) -> Vec<Chip> {
    let chip = |covered: &Covered| {
        let on = which.covered == Some(*covered);
        let to = if on { here.without("covered") } else { here.with("covered", covered.word()) };
        let count = if *covered == Covered::Yes { shown.covered } else { shown.uncovered };
        let label = speech.say(&format!("choice-covered-{}", covered.word()));
        Chip { label, href: Some(to.href()), on, count: u64::try_from(count).ok() }
    };
    Covered::ALL.iter().map(chip).collect()
}

fn systems(speech: &Speech, here: &Address) -> Vec<Chip> {
    let chip = |system: &System| {
        let on = here.get("system") == Some(system.word());
        let to = if on { here.without("system") } else { here.with("system", system.word()) };
        let label = speech.say(&format!("choice-system-{}", system.word().replace('_', "-")));
        Chip { label, href: Some(to.href()), on, count: None }
    };
    System::ALL.iter().map(chip).collect()
}

fn vacant(speech: &Speech, posts: &[Doer]) -> String {
    let names: Vec<String> = posts.iter().map(|post| doer(speech, None, None, Some(*post))).collect();
    speech.say_with("round-posts-vacant", &[("posts", &names.join("、"))])
}

const fn tone(one: &Responsibility) -> Tone {
    if one.answers.is_empty() { Tone::Late } else { Tone::Active }
}

/// Those who answer, each once.
fn who(one: &Responsibility) -> String {
    let names: BTreeSet<&str> = one.answers.iter().map(|answer| answer.who.as_str()).collect();
    names.into_iter().collect::<Vec<_>>().join("、")
}

fn building(speech: &Speech, one: &Responsibility) -> String {
    one.building.clone().unwrap_or_else(|| speech.say("round-compliance-elsewhere"))
}

/// What is open there, in words.
fn open(speech: &Speech, one: &Responsibility) -> String {
    speech.say_with("round-open-count", &[("count", &one.open.to_string())])
}

/// Buildings as rows; their places and their facilities as cells in the colour of whether somebody answers.
fn drawn(speech: &Speech, shown: &Responsibilities) -> Elevation {
    let mut floors: Vec<Floor> = Vec::new();
    for one in &shown.list {
        let label = building(speech, one);
        if floors.last().is_none_or(|floor| floor.label != label) {
            floors.push(Floor { label, units: vec![Vec::new(), Vec::new()] });
        }
        let words = if one.answers.is_empty() { speech.say("choice-covered-no") } else { who(one) };
        let words = if one.open > 0 { format!("{words} · {}", open(speech, one)) } else { words };
        let room = Room { label: one.name.clone(), words, tone: tone(one), href: Some(one.href.clone()), span: 1 };
        if let Some(unit) = floors.last_mut().and_then(|floor| floor.units.get_mut(usize::from(one.facility))) {
            unit.push(room);
        }
    }
    let count = |covered: bool| {
        shown.list.iter().filter(|one| one.answers.is_empty() != covered).count().try_into().unwrap_or(u64::MAX)
    };
    Elevation {
        title: speech.say("round-responsibility-map"),
        units: vec![speech.say("round-places"), speech.say("round-facilities")],
        floors,
        legend: vec![
            (Tone::Active, speech.say("choice-covered-yes"), count(true)),
            (Tone::Late, speech.say("choice-covered-no"), count(false)),
        ],
    }
}

fn list(speech: &Speech, list: &[Responsibility]) -> Markup {
    let columns = [
        Column::new(speech.say("field-name"), ColumnKind::Text),
        Column::new(speech.say("round-building"), ColumnKind::Text),
        Column::new(speech.say("round-answers"), ColumnKind::Text),
        Column::new(speech.say("round-open-cases"), ColumnKind::State),
    ];
    let row = |one: &Responsibility| {
        vec![
            html! { a href=(one.href) { (one.name) } },
            html! { (building(speech, one)) },
            html! {
                @if one.answers.is_empty() { (badge(Tone::Late, &speech.say("choice-covered-no"))) }
                @for answer in &one.answers { p {
                    (answer.who)
                    @match answer.people.as_deref() {
                        Some([]) => { " " (badge(Tone::Risk, &speech.say("round-post-vacant"))) },
                        Some(people) => { "（" (people.join("、")) "）" },
                        None => {},
                    }
                    " · " a href={ "/round/plans/" (answer.plan_id) } { (answer.plan) }
                } }
            },
            html! { @if one.open > 0 { a href=(one.href) { (badge(if one.answers.is_empty() { Tone::Late } else { Tone::Risk }, &open(speech, one))) } } },
        ]
    };
    simple(&speech.say("round-responsibility"), &columns, &list.iter().map(row).collect::<Vec<_>>())
}
