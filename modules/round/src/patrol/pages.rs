//! The site plan with its points as they stand now; the same as a list; and the form that puts points on it.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, chips, padded},
    feedback::empty,
    form::KEY_FIELD,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Patrol, PatrolPoint, SitePlanRow, WhichPatrol},
    queries, rules,
};
use crate::{PLAN_EDIT, communities};

/// `/round/patrol`
pub async fn page(cx: &mut Context, which: WhichPatrol) -> Result<View> {
    let shown = queries::view(cx, which.clone()).await?;
    let here = Address::new("/round/patrol", vec![("org_id".to_owned(), shown.org_id.to_string())]);
    let communities = communities(cx, &here, shown.org_id).await?;
    let key = cx.new_uuid().simple().to_string();
    let speech = cx.speech();
    let title = speech.say("round-patrol");
    let may = cx.actor().may_in(PLAN_EDIT, shown.org_id);
    let placing = may && which.placing == Some(true);
    let body = html! { div.stack {
        (heading(&title, &speech.say("round-patrol-hint"), buttons(&speech, &offers(&speech, &shown, (may, placing), &here))))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        @match &shown.plan {
            Some(plan) => (padded(&title, html! {}, html! {
                @if placing { (place(&speech, &shown, plan, (&key, &here))) } @else { (map(cx, &speech, &shown, plan)) }
            })),
            None => (empty("map-pin", &speech.say("round-patrol-empty"), &speech.say("round-patrol-empty-hint"), None)),
        }
        (list(cx, &speech, &shown.points))
    } };
    let view = View::new(title, body);
    Ok(if placing { view } else { view.live(format!("occurrences:{}", shown.org_id)) })
}

fn offers(speech: &Speech, shown: &Patrol, (may, placing): (bool, bool), here: &Address) -> Vec<Offer> {
    if !may {
        return Vec::new();
    }
    let org = ("org_id".to_owned(), shown.org_id.to_string());
    let bring = Address::new("/do/round.site_plan.create", vec![org, ("next".to_owned(), here.href())]).href();
    let mut offers = vec![Offer::open(speech.say("round-site-plan-create"), bring).icon("upload")];
    if shown.plan.is_some() {
        let (key, to) = match placing {
            true => ("round-patrol-placed", here.href()),
            false => ("round-site-point-edit", here.with("placing", "true").href()),
        };
        offers.push(Offer::open(speech.say(key), to).icon("map-pin"));
    }
    offers
}

/// How a point stands, as a colour.
fn tone(point: &PatrolPoint) -> Tone {
    match point.judgement.as_deref() {
        Some("on_time") => Tone::Done,
        Some("missed") => Tone::Late,
        Some("late" | "early" | "made_up") => Tone::Risk,
        Some("pending") => Tone::New,
        _ => Tone::Plain,
    }
}

fn judged(speech: &Speech, point: &PatrolPoint) -> String {
    match &point.judgement {
        Some(word) => speech.say(&format!("round-point-{}", word.replace('_', "-"))),
        None => speech.say("round-patrol-none"),
    }
}

/// The picture with the points on it; the list below says the same.
fn map(cx: &Context, speech: &Speech, shown: &Patrol, plan: &SitePlanRow) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(speech.say("round-patrol")) {
        div.site {
            img src={ "/files/" (plan.file_id) } width=(rules::WIDTH) alt=(speech.say("round-site-plan"));
            svg aria-hidden="true" { @for point in &shown.points {
                @if let Some(at) = point.at {
                    @let (x, y) = rules::shown(at);
                    // What is said of a point far to the right would leave the picture.
                    @let left = x * 5 > rules::WIDTH * 3;
                    g class=(tone(point).class()) {
                        title { (point.name) " " (judged(speech, point)) }
                        circle cx=(x) cy=(y) r="9" {}
                        text x=(x + if left { -13 } else { 13 }) y=(y) text-anchor=(if left { "end" } else { "start" }) {
                            (point.name)
                            @if let (Some(name), Some(at)) = (&point.by_name, point.proved_at) { " " (name) " " (speech.moment(at, cx.now(), cx.zone())) }
                        }
                    }
                }
            } }
        }
    } }
}

/// The form whose button is the picture: where it is pressed, the chosen point is put. The browser itself tells where, without script.
fn place(speech: &Speech, shown: &Patrol, plan: &SitePlanRow, (key, here): (&str, &Address)) -> Markup {
    html! { form method="post" action="/round/site_points" {
        input type="hidden" name=(KEY_FIELD) value=(key);
        input type="hidden" name="next" value=(here.with("placing", "true").href());
        input type="hidden" name="org_id" value=(shown.org_id);
        p { label { (speech.say("round-point")) " " select name="point_id" {
            @for point in &shown.points {
                option value=(point.id) { (point.name) @if point.at.is_some() { " ✓" } }
            }
        } } }
        p.sub { (speech.say("round-site-point-hint")) }
        div.scroll tabindex="0" role="region" aria-label=(speech.say("round-site-plan")) {
            input type="image" name="position" src={ "/files/" (plan.file_id) } width=(rules::WIDTH) alt=(speech.say("round-site-plan"));
        }
    } }
}

fn list(cx: &Context, speech: &Speech, points: &[PatrolPoint]) -> Markup {
    let title = speech.say("round-points");
    let columns = [
        Column::new(speech.say("round-point"), ColumnKind::Text),
        Column::new(speech.say("round-verdict"), ColumnKind::State),
        Column::new(speech.say("round-patrol-last"), ColumnKind::Text),
    ];
    let row = |point: &PatrolPoint| {
        vec![
            html! { (point.name) },
            html! { @match point.round {
                Some(round) => a href={ "/round/occurrences/" (round) } { (badge(tone(point), &judged(speech, point))) },
                None => (badge(tone(point), &judged(speech, point))),
            } },
            html! {
                (point.by_name.as_deref().unwrap_or("—"))
                @if let Some(at) = point.proved_at { " " (speech.moment(at, cx.now(), cx.zone())) }
            },
        ]
    };
    card(&title, html! {}, simple(&title, &columns, &points.iter().map(row).collect::<Vec<_>>()))
}
