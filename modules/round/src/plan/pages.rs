//! A plan: what it says in words, on what it is carried out, and what it will bring in two years.

use std::collections::BTreeMap;

use chrono::Datelike;
use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use round::procedure::{Procedure, Rhythm};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded, two_columns},
    record,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{ClassNamed, Doer, DueNext, PlanRecord, PlanState, PreviewLine, WhichPlan},
    queries, rules,
};
use crate::{PLAN_EDIT, PLAN_END, procedure::model::ProcedureId};

/// Names of things shown; of more only the number.
const NAMED: usize = 40;

/// The form of a new plan with what a rhythm of a procedure suggests.
pub(crate) fn prefilled(id: ProcedureId, rhythm: &Rhythm, procedure: &Procedure, class: Option<&ClassNamed>) -> String {
    let mut query = vec![("procedure_id".to_owned(), id.to_string()), ("rule".to_owned(), rhythm.rule.clone())];
    query.extend(class.map(|class| ("class_id".to_owned(), class.id.to_string())));
    query.extend(rhythm.hours.map(|hours| ("hours".to_owned(), hours.to_string())));
    let doer = procedure.roles.iter().find(|role| Doer::of(role).is_some());
    query.extend(doer.map(|role| ("role".to_owned(), role.clone())));
    Address::new("/do/round.plan.create", query).href()
}

/// `/round/plans/{id}`
pub async fn page(cx: &mut Context, which: WhichPlan) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let (plan, line) = (&shown.plan, &shown.line);
    let tone = if plan.state == PlanState::Active { Tone::Active } else { Tone::Cancelled };
    let head = record::Head {
        kind: speech.say("round-plan"),
        number: speech.say(&format!("choice-system-{}", plan.system.word().replace('_', "-"))),
        title: plan.name.clone(),
        state: (tone, speech.say(&format!("choice-plan-{}", plan.state.word()))),
        rings: Vec::new(),
        facts: facts(&speech, &shown),
    };
    let list = Address::new("/round/occurrences", vec![("plan_id".into(), plan.id.to_string())]).href();
    let wide = html! { (due_next(&speech, &shown.due_next)) (preview(&speech, cx.zone(), &shown.preview)) };
    let count = shown.things.len();
    let narrow = html! {
        (padded(&speech.say_with("round-things", &[("count", &count.to_string())]), html! {}, html! {
            @if count == 0 { p.sub { (speech.say("round-things-none")) } }
            ul { @for name in shown.things.iter().take(NAMED) { li { (name) } } }
            @if count > NAMED { p.sub { "…" } }
        }))
        (padded(&speech.say("round-occurrence-list"), html! {}, html! { p { a href=(list) { (speech.say("round-occurrences-of-plan")) } } }))
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        (two_columns(wide, narrow))
    };
    let title = format!("{} {}", plan.name, line.target);
    Ok(View::new(title, body).live(format!("plan:{}", plan.id)))
}

fn offers(cx: &Context, speech: &Speech, shown: &PlanRecord) -> Vec<Offer> {
    let plan = &shown.plan;
    let may = |permission| plan.state == PlanState::Active && cx.actor().may_in(permission, plan.org_id);
    let form = |action: &str| format!("/do/{action}?id={}&next=/round/plans/{}", plan.id, plan.id);
    let mut offers = Vec::new();
    if may(PLAN_EDIT) {
        offers.push(Offer::open(speech.say("round-plan-edit"), form("round.plan.edit")).icon("edit").hotkey('e'));
    }
    if may(PLAN_END) {
        offers.push(Offer::open(speech.say("round-plan-end"), form("round.plan.end")));
    }
    offers
}

fn facts(speech: &Speech, shown: &PlanRecord) -> Vec<(String, Markup)> {
    let (plan, line) = (&shown.plan, &shown.line);
    let Ok(read) = plan.read() else { return Vec::new() };
    let span = |span: kernel::Span| (span > kernel::Span::ZERO).then(|| speech.span(span));
    let anchor = match read.anchor {
        round::plan::Anchor::Fixed => "choice-anchor-fixed",
        round::plan::Anchor::Completion => "choice-anchor-completion",
    };
    let catch_up = match read.catch_up {
        round::plan::CatchUp::OneOverdue => "choice-catch-up-one-overdue",
        round::plan::CatchUp::All => "choice-catch-up-all",
        round::plan::CatchUp::SkipWithRecord => "choice-catch-up-skip-with-record",
    };
    let seasons: Vec<String> = read
        .seasons
        .iter()
        .map(|s| format!("{:02}-{:02}~{:02}-{:02}", s.from.0, s.from.1, s.until.0, s.until.1))
        .collect();
    let rows = [
        ("round-when", Some(line.rule.clone())),
        ("round-on", Some(line.target.clone())),
        ("round-doer", Some(line.doer.clone()).filter(|d| !d.is_empty())),
        ("field-anchor", Some(speech.say(anchor))),
        ("field-first-on", Some(speech.date(read.since))),
        ("field-last-on", read.until.map(|day| speech.date(day))),
        ("field-hours", read.hours.map(|hours| hours.to_string())),
        ("field-lead", span(read.lead)),
        ("field-early", span(read.window.before)),
        ("field-late", span(read.window.after)),
        ("field-season", (!seasons.is_empty()).then(|| seasons.join("，"))),
        ("field-catch-up", Some(speech.say(catch_up))),
    ];
    let told = rows.into_iter().filter_map(|(key, value)| Some((speech.say(key), html! { (value?) })));
    let procedure = html! { a href={ "/round/procedures/" (plan.procedure_id) } { (shown.procedure) } };
    std::iter::once((speech.say("field-procedure-id"), procedure)).chain(told).collect()
}

/// When it is due next by use, thing by thing, and why: what the meter is to reach, what it shows, and about when it gets there.
fn due_next(speech: &Speech, list: &[DueNext]) -> Markup {
    let columns = [
        Column::new(speech.say("field-thing"), ColumnKind::Text),
        Column::new(speech.say("round-next-day"), ColumnKind::Time),
        Column::new(speech.say("round-next-mark"), ColumnKind::Number),
        Column::new(speech.say("round-next-total"), ColumnKind::Number),
        Column::new(speech.say("round-next-about"), ColumnKind::Time),
    ];
    let row = |one: &DueNext| {
        let told = |figure: &str| format!("{figure} {}", one.meter_kind.unit());
        let total = one.total.as_deref().map_or_else(|| speech.say("round-never-read"), told);
        vec![
            html! { (one.thing) },
            html! { (one.day.map_or_else(|| "—".to_owned(), |day| speech.date(day))) },
            html! { (told(&one.mark)) },
            html! { (total) },
            html! { (one.about.map_or_else(|| "—".to_owned(), |day| speech.date(day))) },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    let caption = speech.say("round-next");
    html! {
        @if !rows.is_empty() {
            (card(&caption, html! {}, html! { (simple(&caption, &columns, &rows)) div.pad { p.sub { (speech.say("round-next-hint")) } } }))
        }
    }
}

/// The times to come, month by month.
fn preview(speech: &Speech, zone: chrono_tz::Tz, list: &[PreviewLine]) -> Markup {
    let mut months: BTreeMap<String, Vec<(u32, String, bool)>> = BTreeMap::new();
    for one in list {
        let opens = one.opens_at.at(zone).format("%H:%M").to_string();
        let time = if opens == "00:00" { String::new() } else { opens };
        months.entry(one.day.0.format("%Y-%m").to_string()).or_default().push((one.day.0.day(), time, one.superseded));
    }
    let columns = [
        Column::new(speech.say("round-month"), ColumnKind::Code),
        Column::new(speech.say("round-times-of"), ColumnKind::Number),
        Column::new(speech.say("round-days-of"), ColumnKind::Text),
    ];
    let said = |one: &rules::Stretch| {
        let words = [one.days.as_str(), one.times.as_str()].join(" ");
        html! { @if one.superseded { s { (words) } } @else { (words) } "　" }
    };
    let rows: Vec<Vec<Markup>> = months
        .iter()
        .map(|(month, times)| {
            let count = times.iter().filter(|(.., superseded)| !superseded).count();
            vec![html! { (month) }, html! { (count) }, html! { @for one in rules::stretches(times) { (said(&one)) } }]
        })
        .collect();
    let caption =
        speech.say_with("round-preview", &[("count", &list.iter().filter(|l| !l.superseded).count().to_string())]);
    card(
        &caption,
        html! {},
        html! { @if rows.is_empty() { div.pad { p.sub { (speech.say("round-preview-empty")) } } } @else { (simple(&caption, &columns, &rows)) } },
    )
}
