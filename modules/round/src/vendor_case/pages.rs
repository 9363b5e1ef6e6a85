//! A firm's case on the phone: what was told, and the steps its people may do.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{facts, padded},
    feedback::empty,
    record::{self, Task},
};

use super::{
    model::{VendorCase, VendorItem, WhichVendorCase},
    queries,
};
use crate::work::model::Nothing;

/// `/field/vendor_cases`
pub async fn list(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = queries::list(cx, nothing).await?;
    let speech = cx.speech();
    let title = speech.say("round-vendor-cases");
    let tasks = tasks(&speech, &shown.rows);
    let none = || empty("circle-check", &title, &speech.say("round-vendor-cases-hint"), None);
    let body = html! { @if tasks.is_empty() { (none()) } @else { (record::tasks(&tasks)) } };
    Ok(View::new(title.clone(), body))
}

/// Cases as lines of the phone's list.
pub(crate) fn tasks(speech: &Speech, cases: &[VendorCase]) -> Vec<Task> {
    let line = |case: &VendorCase| Task {
        icon: "tool",
        tone: if case.own { Tone::Active } else { Tone::New },
        title: case.title.clone(),
        detail: [Some(case.number.clone()), case.place.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        state: if case.own { speech.say("round-vendor-case-own") } else { case.stage.clone() },
        href: format!("/field/vendor_cases/{}", case.id),
    };
    cases.iter().map(line).collect()
}

/// `/field/vendor_cases/{id}`
pub async fn page(cx: &mut Context, which: WhichVendorCase) -> Result<View> {
    let case = queries::view(cx, which).await?;
    let speech = cx.speech();
    let head = record::Head {
        kind: speech.say("round-vendor-case"),
        number: case.number.clone(),
        title: case.title.clone(),
        state: (if case.own { Tone::Active } else { Tone::New }, case.stage.clone()),
        rings: Vec::new(),
        facts: case
            .due_at
            .map(|due| (speech.say("field-due-at"), html! { (speech.moment(due, cx.now(), cx.zone())) }))
            .into_iter()
            .collect(),
    };
    let told: Vec<(String, Markup)> = [(speech.say("field-place"), case.place.clone().unwrap_or_default())]
        .into_iter()
        .chain(case.facts.iter().map(|fact| (fact.label.clone(), fact.words.clone())))
        .filter(|(_, words)| !words.is_empty())
        .map(|(label, words)| (label, html! { (words) }))
        .collect();
    let body = html! {
        (record::head(&head, html! {}))
        @if !told.is_empty() { (padded(&speech.say("round-vendor-case-told"), html! {}, facts(&told))) }
        @if !case.work.is_empty() { (record::tasks(&work(&speech, &case))) }
        (buttons(&speech, &offers(&case)))
        @if case.steps.is_empty() && case.work.is_empty() { p.sub { (speech.say("round-vendor-case-no-step")) } }
    };
    Ok(View::new(case.title.clone(), body).live(format!("case:{}", case.id)))
}

/// The form in which something of a case is done or recorded, which leads back to the case.
fn form(case: &VendorCase, action: &str, which: (&str, &str)) -> String {
    let query = vec![
        ("id".to_owned(), case.id.to_string()),
        (which.0.to_owned(), which.1.to_owned()),
        ("next".to_owned(), format!("/field/vendor_cases/{}", case.id)),
    ];
    Address::new(action, query).href()
}

/// The work items as lines, each leading to its steps.
fn work(speech: &Speech, case: &VendorCase) -> Vec<Task> {
    let line = |item: &VendorItem| Task {
        icon: "checklist",
        tone: if item.recorded { Tone::Done } else { Tone::New },
        title: item.label.clone(),
        detail: String::new(),
        state: speech.say(if item.recorded { "desk-work-recorded" } else { "desk-work-to-record" }),
        href: form(case, "/do/round.vendor_work.record", ("item", &item.item)),
    };
    case.work.iter().map(line).collect()
}

fn offers(case: &VendorCase) -> Vec<Offer> {
    case.steps
        .iter()
        .map(|step| match &step.refusal {
            Some(why) => Offer::refused(step.label.clone(), why.clone()),
            None => Offer::open(step.label.clone(), form(case, "/do/round.vendor_case.act", ("action", &step.action)))
                .main(),
        })
        .collect()
}
