//! A resident's cases on his phone: how far they are in plain words, what he may do, and what happened.

use kernel::form::Field;
use maud::{Markup, html};
use module::{Context, HOME_ZONE, View};
use process::{Offer, Undoable, runtime::Loaded};
use serde_json::Value;
use ui::{
    Tone,
    buttons::{self, Weight},
    card, feedback,
    form::{FormOptions, KEY_FIELD, fields},
    icon::icon,
    record::{self, Task},
    texts::Speech,
};

use super::{
    model::{CaseRow, Remark, ThisCase},
    queries::{self, Seen, stands},
    rules::{self, STEPS},
};
use crate::home::model::Nothing;

/// What of a case is worth a line of its own to whoever waits.
const SHOWN: [&str; 6] = ["appointment", "plan", "expected_at", "quote", "quote_note", "result"];

/// Every case that is his to see.
pub async fn list(cx: &mut Context, _: Nothing) -> kernel::Result<View> {
    let rooms = queries::rooms(cx).await?;
    let cases = queries::mine(cx, &rooms).await?;
    let speech = cx.speech();
    let (open, past): (Vec<_>, Vec<_>) = cases.iter().partition(|c| is_open(c));
    let report = buttons::Offer::open(speech.say("portal-report-create"), "/home/report").main().icon("tool");
    let body = html! {
        @if cases.is_empty() {
            (feedback::empty("mood-smile", &speech.say("portal-case-list-empty"), &speech.say("portal-case-list-hint"), Some(&report)))
        }
        @if !open.is_empty() { section { h2 { (speech.say("portal-home-open")) } (tasks(cx, &open)?) } }
        @if !past.is_empty() { section { h2 { (speech.say("portal-home-past")) } (tasks(cx, &past)?) } }
    };
    Ok(View::new(speech.say("portal-case-list"), body))
}

/// Whether a case goes on.
pub(crate) fn is_open(case: &CaseRow) -> bool {
    !matches!(case.category.as_str(), "done" | "cancelled")
}

/// Cases as a phone lists them.
pub(crate) fn tasks(cx: &Context, cases: &[&CaseRow]) -> kernel::Result<Markup> {
    let (speech, engine, now) = (cx.speech(), queries::engine(cx)?, cx.now());
    let task = |case: &&CaseRow| {
        let def = engine.current(&case.process).ok();
        let (_, words) = stands(&speech, def.as_deref(), &case.process, &case.stage);
        Task {
            icon: if case.process == "complaint" { "message-report" } else { "tool" },
            tone: Tone::of(&case.category),
            title: case.title.clone(),
            detail: format!("{} · {}", case.number, speech.moment(case.opened_at, now, HOME_ZONE)),
            state: words,
            href: format!("/home/cases/{}", case.id),
        }
    };
    Ok(record::tasks(&cases.iter().map(task).collect::<Vec<_>>()))
}

/// One case.
pub async fn page(cx: &mut Context, which: ThisCase) -> kernel::Result<View> {
    let seen = queries::seen(cx, which.id).await?;
    let (speech, now, key) = (cx.speech(), cx.now(), cx.new_uuid().simple().to_string());
    let case = &seen.case;
    let main = main_of(&seen.offers);
    let body = html! {
        (head(&speech, &seen))
        @if let Some(last) = case.state.undoable_by(&queries::who(cx, case.org)) { (undo_banner(&speech, case, last, &key, now)) }
        @if let Some(offer) = main { (asked_now(&speech, case, offer, &key)) }
        (others(&speech, case, &seen.offers, main))
        (remark(&speech, case, &key))
        (card::card(&speech.say("portal-case-story"), html! {}, record::timeline(&speech, &seen.story, now, HOME_ZONE)))
    };
    Ok(View::new(case.number.clone(), body).live(format!("case:{}", case.id)))
}

/// What he did last, with the button that takes it back.
fn undo_banner(speech: &Speech, case: &Loaded, last: &Undoable, key: &str, now: kernel::Instant) -> Markup {
    let label = case.def.action(&last.action).map(|action| speech.label(&(&action.label).into())).unwrap_or_default();
    let until = speech.moment(last.until, now, HOME_ZONE);
    let next = format!("/home/cases/{}", case.id);
    let undo = buttons::Offer::post(speech.say("portal-case-undo"), format!("{next}/undo"), format!("{key}u"));
    let undo = undo.hidden("next", next).icon("arrow-back-up");
    feedback::banner(
        Tone::Waiting,
        &speech.say_with("portal-undoable", &[("label", &label), ("until", &until)]),
        Some(&undo),
    )
}

/// What a case is and how far it is; also for whoever follows a link without signing in.
pub(crate) fn head(speech: &Speech, seen: &Seen) -> Markup {
    let case = &seen.case;
    let tone = Tone::of(case.state.category(&case.def).word());
    let (step, words) = stands(speech, Some(&case.def), &case.def.key, &case.state.stage);
    let title = case.state.fields.get(&case.def.list.title).and_then(Value::as_str).unwrap_or_default();
    let mut facts: Vec<(String, Markup)> = Vec::new();
    if let Some(place) = &seen.place {
        facts.push((speech.say("portal-case-place"), html! { (place) }));
    }
    if let Some(person) = case.state.assignee.as_ref().filter(|p| !p.name.is_empty()) {
        facts.push((speech.say("portal-case-assignee"), html! { (person.name) }));
    }
    for spec in SHOWN.iter().filter_map(|name| case.def.field(name)) {
        let value = case.state.fields.get(&spec.name);
        let said = value.and_then(|v| rules::in_words(speech, &spec.field(), v, HOME_ZONE));
        facts.extend(said.map(|said| (speech.label(&(&spec.label).into()), html! { (said) })));
    }
    let head = record::Head {
        kind: speech.label(&(&case.def.title).into()),
        number: case.number.clone(),
        title: title.to_owned(),
        state: (tone, words.clone()),
        rings: Vec::new(),
        facts,
    };
    let at = step
        .map(|step| speech.say_with("portal-case-step", &[("step", &step.to_string()), ("steps", &STEPS.to_string())]));
    let progress = html! {
        @if let (Some(step), Some(at)) = (step, at) {
            div.progress { progress max=(STEPS) value=(step) aria-label=(at) {} p.sub { (at) " · " (words) } }
        }
    };
    record::head(&head, progress)
}

/// What waits for him most: a quote to agree to, work to confirm, stars to give.
fn main_of(offers: &[Offer]) -> Option<&Offer> {
    let find = |name: &str| offers.iter().find(|o| o.action == name && o.refusal.is_none());
    ["agree", "confirm", "rate"].iter().find_map(|name| find(name))
}

fn asked_now(speech: &Speech, case: &Loaded, offer: &Offer, key: &str) -> Markup {
    let form = rules::friendly(offer.form.clone());
    let asked: Vec<Field> = form.fields.into_iter().map(|f| Field { name: format!("input.{}", f.name), ..f }).collect();
    let options = FormOptions { zone: Some(HOME_ZONE), files: "/files/".to_owned(), ..FormOptions::default() };
    let words = speech.label(&(&offer.label).into());
    html! {
        section.card.pad aria-label=(words) {
            form.form method="post" action={ "/home/cases/" (case.id) "/actions/" (offer.action) } enctype="multipart/form-data"
                novalidate data-guard data-draft={ (case.id) "." (offer.action) } {
                input type="hidden" name=(KEY_FIELD) value=(key);
                @if offer.form.field(process::CONFIRMED).is_some() { input type="hidden" name="version" value=(case.version); }
                (fields(speech, &asked, &Value::Null, &[], &options))
                div.form-end { button.btn.btn-main type="submit" { (icon("circle-check")) span { (words) } } }
            }
        }
    }
}

fn others(speech: &Speech, case: &Loaded, offers: &[Offer], main: Option<&Offer>) -> Markup {
    let rest = offers.iter().filter(|o| main.is_none_or(|m| m.action != o.action));
    let offers: Vec<buttons::Offer> = rest
        .map(|offer| {
            let words = speech.label(&(&offer.label).into());
            match &offer.refusal {
                Some(refusal) => buttons::Offer::refused(words, speech.message(&refusal.message())),
                None => {
                    let id = case.id;
                    let form = format!("/do/portal.case.act?id={id}&action={}&next=/home/cases/{id}", offer.action);
                    let weight = if offer.confirm { Weight::Danger } else { Weight::Normal };
                    buttons::Offer::open(words, form).weight(weight)
                }
            }
        })
        .collect();
    html! { @if !offers.is_empty() { section.card.pad { (buttons::buttons(speech, &offers)) } } }
}

fn remark(speech: &Speech, case: &Loaded, key: &str) -> Markup {
    let options = FormOptions { files: "/files/".to_owned(), ..FormOptions::default() };
    let asked = kernel::form::form_of::<Remark>().fields.into_iter().filter(|f| f.name != "id");
    let asked: Vec<Field> = asked.collect();
    html! {
        details.card.pad {
            summary { (icon("message-circle")) " " (speech.say("portal-case-comment")) }
            form.form method="post" action={ "/home/cases/" (case.id) "/comment" } enctype="multipart/form-data" novalidate
                data-guard data-draft={ (case.id) ".comment" } {
                input type="hidden" name=(KEY_FIELD) value={ (key) "c" };
                (fields(speech, &asked, &Value::Null, &[], &options))
                button.btn type="submit" { (icon("send")) span { (speech.say("portal-case-comment")) } }
            }
        }
    }
}
