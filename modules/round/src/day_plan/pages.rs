//! The day of a post on the phone, hour by hour with a card for each step, and who has read it.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use round::procedure::{Procedure, Section, Step};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, card, chips, padded},
    feedback::{banner, empty},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{OwnDay, PostDays, PostLine, Receipt, WhichDay, WhichPosts},
    queries,
};
use crate::{
    PLAN_EDIT, communities,
    procedure::{
        pages::{cited, good},
        queries::said,
    },
};

/// `/field/day_plan`
pub async fn page(cx: &mut Context, which: WhichDay) -> Result<View> {
    let days = queries::own(cx).await?;
    let (speech, key) = (cx.speech(), cx.new_uuid().simple().to_string());
    let title = speech.say("round-day-plan");
    let shown = days.iter().find(|day| which.id == Some(day.row.id)).or_else(|| days.first());
    let Some(shown) = shown else {
        let none = empty("calendar-event", &speech.say("round-day-none"), &speech.say("round-day-none-hint"), None);
        return Ok(View::new(title, none));
    };
    let here = Address::new("/field/day_plan", Vec::new());
    let chip = |day: &OwnDay| Chip {
        href: Some(here.with("id", &day.row.id.to_string()).href()),
        on: day.row.id == shown.row.id,
        label: said(&speech, &day.procedure.title),
        count: None,
    };
    let minute = minute_of_day(cx);
    let body = html! { div.stack {
        @if days.len() > 1 { (chips(&title, &days.iter().map(chip).collect::<Vec<_>>())) }
        @if let Some(purpose) = &shown.procedure.purpose { p { (said(&speech, purpose)) } }
        (receipt(cx, &speech, shown, &key))
        @for section in &shown.procedure.sections { (hours(&speech, &shown.procedure, section, minute)) }
    } };
    Ok(View::new(said(&speech, &shown.procedure.title), body).live("procedures"))
}

fn minute_of_day(cx: &Context) -> u16 {
    use chrono::Timelike;
    let now = cx.now().at(cx.zone());
    u16::try_from(now.hour() * 60 + now.minute()).unwrap_or(0)
}

/// That he has read this edition, or the way to say so.
fn receipt(cx: &Context, speech: &Speech, day: &OwnDay, key: &str) -> Markup {
    let version = day.row.version.to_string();
    if day.orgs.is_empty() {
        return banner(Tone::Waiting, &speech.say("round-day-unsettled"), None);
    }
    if let Some(at) = day.read_at {
        let at = speech.moment(at, cx.now(), cx.zone());
        return banner(Tone::Done, &speech.say_with("round-day-read-at", &[("at", &at), ("version", &version)]), None);
    }
    let read = Offer::post(
        speech.say("round-procedure-read"),
        format!("/round/procedures/{}/read", day.row.id),
        format!("{key}-read"),
    );
    let next = format!("/field/day_plan?id={}", day.row.id);
    padded(
        &speech.say_with("round-day-unread", &[("version", &version)]),
        html! {},
        html! { (buttons(speech, &[read.main().icon("check").hidden("next", next)])) },
    )
}

/// What is done in some hours; those that are now are marked.
fn hours(speech: &Speech, procedure: &Procedure, section: &Section, minute: u16) -> Markup {
    let span = section.hours.map(|hours| hours.to_string()).unwrap_or_default();
    let now = section.hours.is_some_and(|hours| hours.hold(minute));
    html! {
        section.card.pad aria-current=[now.then_some("time")] {
            h2 {
                (span) " " (said(speech, &section.title))
                @if now { " " (badge(Tone::Active, &speech.say("round-day-now"))) }
            }
            ol.lines { @for step in &section.steps { (step_card(speech, procedure, step)) } }
        }
    }
}

/// The card of a step: what is done, what is good, and where that is written.
fn step_card(speech: &Speech, procedure: &Procedure, step: &Step) -> Markup {
    let wants = good(speech, &step.kind);
    let sources: Vec<String> = step.standards.iter().map(|one| cited(speech, procedure, one)).collect();
    let about = [wants, sources.join("；")].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>();
    html! {
        li {
            (said(speech, &step.ask))
            @if let Some(hint) = &step.hint { p.sub { (said(speech, hint)) } }
            @if !about.is_empty() { p.sub { (about.join(" · ")) } }
        }
    }
}

/// Who of the post has read this edition, for whoever leads it.
pub(crate) fn receipts(cx: &Context, speech: &Speech, list: &[Receipt]) -> Markup {
    let read = list.iter().filter(|one| one.read_at.is_some()).count();
    let caption =
        speech.say_with("round-day-receipts", &[("count", &read.to_string()), ("all", &list.len().to_string())]);
    let line = |one: &Receipt| match one.read_at {
        Some(at) => badge(Tone::Done, &speech.moment(at, cx.now(), cx.zone())),
        None => badge(Tone::Waiting, &speech.say("round-day-not-read")),
    };
    html! {
        @if !list.is_empty() {
            (padded(&caption, html! {}, html! { ul { @for one in list { li { (one.name) " " span.sub { (one.post) } " " (line(one)) } } } }))
        }
    }
}

/// `/round/day_plans`
pub async fn posts(cx: &mut Context, which: WhichPosts) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let here = Address::new("/round/day_plans", vec![("org_id".to_owned(), shown.org_id.to_string())]);
    let communities = communities(cx, &here, shown.org_id).await?;
    let (speech, may) = (cx.speech(), cx.actor().may_in(PLAN_EDIT, shown.org_id));
    let title = speech.say("round-day-plans");
    let columns = ["field-post-id", "field-role", "round-post-people", "round-day-plans"];
    let columns: Vec<Column> = columns.iter().map(|name| Column::new(speech.say(name), ColumnKind::Text)).collect();
    let rows: Vec<Vec<Markup>> = shown.posts.iter().map(|line| of_post(&speech, &shown, line, may)).collect();
    let body = html! { div.stack {
        (heading(&title, &speech.say("round-day-plans-hint"), html! {}))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        @if rows.is_empty() {
            (empty("calendar-event", &speech.say("round-day-plans-empty"), &speech.say("round-day-plans-empty-hint"), None))
        } @else {
            (card(&title, html! {}, simple(&title, &columns, &rows)))
        }
    } };
    Ok(View::new(title, body).live("procedures"))
}

/// A post, whoever fills it, its days, and the way to say which those are.
fn of_post(speech: &Speech, shown: &PostDays, line: &PostLine, may: bool) -> Vec<Markup> {
    let next = format!("/round/day_plans?org_id={}", shown.org_id);
    let query = vec![("post_id".to_owned(), line.post_id.to_string()), ("next".to_owned(), next)];
    let form = Address::new("/do/round.post_day.edit", query).href();
    vec![
        html! { @if may { a href=(form) { (line.name) } } @else { (line.name) } },
        html! { (speech.say(&format!("choice-role-{}", line.role.replace('_', "-")))) },
        html! { (line.people.join("、")) },
        html! {
            @if line.settled {
                @for (nth, day) in line.days.iter().enumerate() {
                    @if nth > 0 { "、" }
                    a href=(format!("/round/procedures/{}", day.procedure_id)) { (day.title) }
                }
            } @else {
                (badge(Tone::Risk, &speech.say_with("round-day-unsettled-post", &[("count", &line.days.len().to_string())])))
            }
        },
    ]
}
