//! The phone: what is due today, and one task with large targets; everything also without scripts.

use std::collections::BTreeSet;

use kernel::{Instant, Result, form::Field};
use maud::{Markup, html};
use module::{Context, HOME_ZONE, View};
use round::procedure::{Answer, Kind, OnFail, Section, Step};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::padded,
    feedback::{banner, empty},
    form::{FormOptions, KEY_FIELD, fields},
    icon::icon,
    record::{self, Task},
};

use super::{model::Nothing, queries, rules};
use crate::{
    handoff,
    occurrence::{
        model::{OccurrenceRow, Standing, WhichOccurrence},
        pages::{state_words, tone},
        queries::{Sheet, topics},
        store,
    },
    procedure::{
        model::System,
        pages::{good, on_fail},
        queries::said,
    },
    route::pages::walked,
    vendor_case,
};

/// `/field/occurrences`
pub async fn today(cx: &mut Context, _: Nothing) -> Result<View> {
    let mut rows = queries::tasks(cx).await?;
    let cases = vendor_case::queries::list(cx, Nothing {}).await?.rows;
    let none = rows.is_empty() && cases.is_empty();
    rows.extend(queries::missed(cx).await?);
    let (speech, now) = (cx.speech(), cx.now());
    let part = |key: &str, keep: &dyn Fn(&OccurrenceRow) -> bool| {
        let list: Vec<Task> = rows.iter().filter(|row| keep(row)).map(|row| task_line(&speech, row, now)).collect();
        html! { @if !list.is_empty() { section { h2 { (speech.say(key)) } (record::tasks(&list)) } } }
    };
    let missed = |row: &OccurrenceRow| row.state == Standing::Missed;
    let late = |row: &OccurrenceRow| row.closes_at <= now && !missed(row);
    let later = |row: &OccurrenceRow| row.opens_at > now;
    let body = html! {
        @if none { (empty("circle-check", &speech.say("round-work-empty"), &speech.say("round-work-empty-hint"), None)) }
        (part("round-work-late", &late))
        (part("round-work-now", &|row: &OccurrenceRow| !late(row) && !later(row) && !missed(row)))
        @if !cases.is_empty() { section { h2 { (speech.say("round-vendor-cases")) } (record::tasks(&vendor_case::pages::tasks(&speech, &cases))) } }
        (part("round-work-later", &later))
        (part("round-work-missed", &missed))
        (record::tasks(&[day(&speech), app(&speech)]))
    };
    let view = View::new(speech.say("round-work-page"), body);
    Ok(topics(cx).into_iter().take(5).fold(view, View::live))
}

/// The way to the day of one's post.
fn day(speech: &Speech) -> Task {
    Task {
        icon: "calendar-event",
        tone: Tone::Plain,
        title: speech.say("round-day-plan"),
        detail: speech.say("round-day-plan-hint"),
        state: String::new(),
        href: "/field/day_plan".to_owned(),
    }
}

/// The way to the app for where there is no signal.
fn app(speech: &Speech) -> Task {
    Task {
        icon: "device-mobile",
        tone: Tone::Plain,
        title: speech.say("round-work-app"),
        detail: speech.say("round-work-app-hint"),
        state: String::new(),
        href: "/field/app".to_owned(),
    }
}

fn task_line(speech: &Speech, row: &OccurrenceRow, now: Instant) -> Task {
    let due = speech.left(row.closes_at, now);
    let when = match row.state {
        Standing::Missed => speech.date(row.day),
        _ if row.opens_at > now => speech.moment(row.opens_at, now, HOME_ZONE),
        _ => due,
    };
    Task {
        icon: icon_of(row.system),
        tone: tone(row.state, row.closes_at, now),
        title: row.thing_name.clone(),
        detail: format!("{} · {when}", row.title),
        state: if row.opens_at > now { speech.say("round-not-yet") } else { state_words(speech, row.state) },
        href: format!("/field/occurrences/{}", row.id),
    }
}

const fn icon_of(system: System) -> &'static str {
    match system {
        System::Lift => "elevator",
        System::Power => "bolt",
        System::Lighting => "bulb",
        System::Water | System::Pool => "droplet",
        System::Fire => "flame",
        System::LowVoltage => "cpu",
        _ => "checklist",
    }
}

/// `/field/occurrences/{id}`
pub async fn task(cx: &mut Context, which: WhichOccurrence) -> Result<View> {
    let row = store::one(cx, which.id).await?;
    let sheet = queries::task(cx, row).await?;
    let cases = store::cases(cx, &sheet.row).await?;
    let handed = handoff::queries::open(cx, &sheet.row).await?;
    let (speech, now, key) = (cx.speech(), cx.now(), cx.new_uuid().simple().to_string());
    let row = &sheet.row;
    let head = record::Head {
        kind: row.title.clone(),
        number: row.day.to_string(),
        title: row.thing_name.clone(),
        state: (tone(row.state, row.closes_at, now), state_words(&speech, row.state)),
        rings: Vec::new(),
        facts: vec![
            (
                speech.say("field-closes-at"),
                html! { (speech.moment(row.closes_at, now, cx.zone())) " " (speech.left(row.closes_at, now)) },
            ),
            (speech.say("round-steps"), html! { (sheet.given.len()) " / " (sheet.procedure.steps().count()) }),
        ],
    };
    let open = queries::is_open(row) && row.opens_at <= now;
    let words = |list: &[round::procedure::Words]| list.iter().map(|w| said(&speech, w)).collect::<Vec<_>>();
    let tools: Vec<String> = [words(&sheet.procedure.tools), words(&sheet.procedure.parts)].concat();
    let body = html! {
        (record::head(&head, html! {}))
        @if let Some(handed) = handed.as_ref().filter(|_| open) { (handoff::pages::waiting(cx, &speech, handed, &key)) }
        @for one in words(&sheet.procedure.safety) { (banner(Tone::Risk, &one, None)) }
        @if !tools.is_empty() && open { (padded(&speech.say("round-tools"), html! {}, html! { p { (tools.join("、")) } })) }
        @if !sheet.points.is_empty() {
            @if open { (scan(&speech, row, &key)) }
            (walked(cx, &speech, &sheet.points))
        }
        @if open && row.state == Standing::Missed { (banner(Tone::Risk, &speech.say("round-missed-make-up"), None)) }
        @if open { (form(&speech, &sheet, &key)) (instead(cx, &speech, row)) } @else { (over(&speech, row, now)) }
        @if !cases.is_empty() {
            (padded(&speech.say("round-cases"), html! {}, html! {
                ul { @for case in &cases { li { a href={ "/desk/cases/" (case.case_id) } { (speech.say("round-case")) } } } }
            }))
        }
    };
    Ok(View::new(row.thing_name.clone(), body).live(format!("occurrence:{}", row.id)))
}

/// The code of the point one is at: scanned by the telephone's camera program, or typed.
fn scan(speech: &Speech, row: &OccurrenceRow, key: &str) -> Markup {
    let field = Field {
        label: Some(kernel::Label::Key("round-code".to_owned())),
        max: Some(300),
        ..Field::new("code", kernel::form::Kind::Text)
    };
    let here = Field {
        label: Some(kernel::Label::Key("round-scan-location".to_owned())),
        ..Field::new("location", kernel::form::Kind::Location)
    };
    let none = serde_json::Value::Null;
    html! {
        section.card.pad {
            form.form method="post" action={ "/field/occurrences/" (row.id) "/scan" } novalidate data-guard {
                input type="hidden" name=(KEY_FIELD) value={ (key) "-scan" };
                (fields(speech, &[field, here], &none, &[], &FormOptions::default()))
                div.buttons { button.btn.btn-main type="submit" { (icon("map-pin")) span { (speech.say("round-work-scan")) } } }
            }
        }
    }
}

/// What can be done instead of doing it: giving it on, or leaving it out while that is still possible.
fn instead(cx: &Context, speech: &Speech, row: &OccurrenceRow) -> Markup {
    let form = format!("/do/round.work.skip?id={}&next=/field/occurrences", row.id);
    let skip = matches!(row.state, Standing::Released | Standing::InProgress)
        .then(|| Offer::open(speech.say("round-work-skip"), form));
    let offers: Vec<Offer> = handoff::pages::offer(cx, speech, row).into_iter().chain(skip).collect();
    html! { @if !offers.is_empty() { (buttons(speech, &offers)) } }
}

fn over(speech: &Speech, row: &OccurrenceRow, now: Instant) -> Markup {
    let (tone, words) = match (row.state, row.passed) {
        (Standing::Done, Some(false)) => (Tone::Risk, speech.say("round-done-failed")),
        (Standing::Done | Standing::Missed, _) => (Tone::Done, speech.say("round-done")),
        (Standing::Skipped, _) => (Tone::Cancelled, row.reason.clone().unwrap_or_default()),
        _ => {
            (Tone::Waiting, speech.say_with("round-opens-at", &[("at", &speech.moment(row.opens_at, now, HOME_ZONE))]))
        }
    };
    banner(tone, &words, None)
}

/// All steps in one form with two buttons: what is there is kept, or it is done.
fn form(speech: &Speech, sheet: &Sheet, key: &str) -> Markup {
    let action = |verb: &str| format!("/field/occurrences/{}/{verb}", sheet.row.id);
    let bad: BTreeSet<String> =
        sheet.judged().steps.into_iter().filter(|j| j.verdict.is_failure()).map(|j| j.step).collect();
    html! {
        form.form method="post" action=(action("finish")) enctype="multipart/form-data" novalidate data-guard
            data-draft={ (sheet.row.id) } {
            input type="hidden" name=(KEY_FIELD) value=(key);
            @for section in &sheet.procedure.sections { (part(speech, sheet, section, &bad)) }
            div.form-end {
                button.btn.btn-main type="submit" { (icon("circle-check")) span { (speech.say("round-work-finish")) } }
                button.btn type="submit" formaction=(action("record")) { span { (speech.say("round-work-record")) } }
            }
        }
    }
}

fn part(speech: &Speech, sheet: &Sheet, section: &Section, bad: &BTreeSet<String>) -> Markup {
    let hours = section.hours.map(|hours| format!(" {hours}")).unwrap_or_default();
    html! {
        section.card.pad {
            h2 { (said(speech, &section.title)) (hours) }
            @for step in &section.steps { (card_of(speech, sheet, step, bad.contains(&step.id))) }
        }
    }
}

fn card_of(speech: &Speech, sheet: &Sheet, step: &Step, bad: bool) -> Markup {
    let options = FormOptions { zone: Some(HOME_ZONE), files: "/files/".to_owned(), ..FormOptions::default() };
    let values = serde_json::json!({ "input": rules::values(&sheet.given) });
    let named = |field: Field| Field { name: format!("input.{}.{}", step.id, field.name), ..field };
    let mut asked = rules::fields(step, &sheet.procedure.skip_reasons).into_iter().map(named);
    let first: Vec<Field> = asked.next().into_iter().collect();
    let more: Vec<Field> = asked.collect();
    let wants = good(speech, &step.kind);
    let given = sheet.given.get(&step.id);
    let unfolded = given.is_some_and(|g| !g.note.is_empty() || !g.photos.is_empty() || g.skipped.is_some());
    html! {
        fieldset.group {
            legend {
                (said(speech, &step.ask))
                @if !step.required { " " (record::badge(Tone::Plain, &speech.say("round-step-optional"))) }
                @if bad && step.on_fail != OnFail::None { " " (record::badge(Tone::Late, &speech.say(on_fail(step.on_fail)))) }
            }
            @if let Some(hint) = &step.hint { p.sub { (said(speech, hint)) } }
            @if let Some(Answer::Location(at)) = given.and_then(|given| given.answer.as_ref()) {
                p.sub { (speech.say_with("round-answer-located", &[("count", &format!("{:.0}", at.accuracy))])) }
            }
            @if !wants.is_empty() && !matches!(step.kind, Kind::Choice { .. }) { p.sub { (wants) } }
            (fields(speech, &first, &values, &[], &options))
            @if !more.is_empty() {
                details.more open[unfolded] { summary { (speech.say("round-step-more")) } (fields(speech, &more, &values, &[], &options)) }
            }
        }
    }
}
