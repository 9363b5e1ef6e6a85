//! The workbench of calls: the queue, what to say, and what came of it.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use process::{definition::Does, runtime::Loaded};
use serde_json::Value;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, Weight, button, buttons},
    card::{padded, two_columns},
    form::{FormOptions, KEY_FIELD},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, Row, Table, table, two_lines},
};

use super::{
    model::{AskFollowUps, FollowUpLine},
    queries::{chosen, list},
};
use crate::case::{
    model::CaseRecord,
    pages::{forms::inner, list as cases, state},
    queries::{load, record, who},
};

/// `/desk/follow_ups`
pub(crate) async fn page(cx: &mut Context, ask: AskFollowUps) -> Result<View> {
    let queue = list(cx, ask.clone()).await?;
    let chosen = chosen(&ask, &queue);
    let aside = match chosen {
        Some(id) => Some(call(cx, id).await?),
        None => None,
    };
    let (speech, now, zone) = (cx.speech(), cx.now(), cx.zone());
    let title = speech.say("desk-follow-ups");
    let here = Address::new("/desk/follow_ups", Vec::new());
    let mut shown = Table::new(&speech, title.clone(), here);
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    shown.columns = vec![
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("field-state", ColumnKind::State),
        head("desk-attempts", ColumnKind::Text),
        head("desk-call-after", ColumnKind::Time),
    ];
    shown.rows = queue
        .rows
        .iter()
        .map(|f| {
            let href = format!("/desk/follow_ups?case={}", f.case.id);
            let after = f.after.map(|at| speech.moment(at, now, zone)).unwrap_or_default();
            row(&speech, f, href, &after)
        })
        .collect();
    shown.empty.icon = "phone-call";
    shown.empty.title = speech.say("desk-follow-ups-empty");
    shown.empty.hint = speech.say("desk-follow-ups-empty-hint");
    let narrow = aside.unwrap_or_else(|| html! {});
    let body = html! { div.stack {
        (heading(&title, "", html! {}))
        (two_columns(table(&shown), narrow))
    } };
    Ok(cases::live(cx, View::new(title, body)))
}

fn row(speech: &Speech, f: &FollowUpLine, href: String, after: &str) -> Row {
    let tried =
        speech.say_with("desk-attempts-of", &[("count", &f.attempts.to_string()), ("most", &f.most.to_string())]);
    let cells = vec![
        two_lines(&f.case.number, &f.case.title),
        html! { (f.case.place.as_deref().unwrap_or("—")) },
        state(speech, &f.case),
        two_lines(&tried, f.outcome.as_deref().unwrap_or_default()),
        html! { (after) },
    ];
    Row { id: f.case.id.to_string(), href: Some(href), cells, tone: Tone::Plain }
}

/// One call: whom, about what, what to say, and the outcome.
async fn call(cx: &mut Context, id: process::runtime::CaseId) -> Result<Markup> {
    let case = load(cx, id).await?;
    let shown = record(cx, crate::case::model::ThisCase { id }).await?;
    let who = who(cx, case.org, false);
    let offer = process::offers(&case.def, &case.state, &who, cx.now().date(cx.zone()))
        .into_iter()
        .find(|o| case.def.action(&o.action).is_some_and(|a| a.does == Some(Does::FollowUp)));
    let contact =
        match case.state.requester.as_ref().filter(|p| p.kind == kernel::ActorKind::Resident && !p.id.is_nil()) {
            Some(person) => {
                let id = party::PersonId::from_uuid(person.id);
                party::contact(cx, id).await?.map(|c| (id, c))
            }
            None => None,
        };
    let key = cx.new_uuid().simple().to_string();
    let speech = cx.speech();
    let script = speech.known(&format!("desk-script-{}", case.def.key)).unwrap_or_else(|| speech.say("desk-script"));
    let who_to_call = html! {
        @match &contact {
            Some((person, contact)) => {
                p { b { (contact.name) } @if let Some(phone) = &contact.phone { " · " (phone) }
                    @if !contact.is_shown { " " (button(&Offer::open(speech.say("ui-reveal"), format!("/party/persons/{person}")).icon("eye").weight(Weight::Quiet))) } }
            }
            None => p.sub { (speech.say("desk-call-nobody")) },
        }
    };
    let result = case.state.fields.get("result").and_then(Value::as_str).unwrap_or_default();
    let body = html! {
        p { a href={ "/desk/cases/" (id) } { (shown.line.number) } " " (shown.line.title) " " (badge(Tone::of(shown.line.category.word()), &shown.line.stage_label)) }
        (who_to_call)
        @if !result.is_empty() { p.sub { (speech.say("desk-call-result")) (result) } }
        p { (script) }
        @match offer {
            Some(offer) if offer.refusal.is_none() => (outcome(&speech, &case, &shown, &offer, &key)),
            Some(offer) => {
                @if let Some(refusal) = &offer.refusal { (buttons(&speech, &[Offer::refused(speech.say("desk-call"), speech.message(&refusal.message()))])) }
            }
            None => p.sub { (speech.say("desk-call-not-yours")) },
        }
    };
    Ok(padded(&speech.say("desk-call"), html! {}, body))
}

/// The outcome and what was said, in the definition's own form.
fn outcome(speech: &Speech, case: &Loaded, shown: &CaseRecord, offer: &process::Offer, key: &str) -> Markup {
    let id = shown.line.id;
    let options = FormOptions { zone: Some(module::HOME_ZONE), ..FormOptions::default() };
    let fields = inner(offer.form.fields.clone());
    let values = Value::Object(serde_json::Map::new());
    html! {
        form.form method="post" action={ "/desk/cases/" (id) "/act/" (offer.action) } data-guard data-draft={ "desk.call." (case.id) } {
            input type="hidden" name=(KEY_FIELD) value=(key);
            input type="hidden" name="next" value="/desk/follow_ups";
            (ui::form::fields(speech, &fields, &values, &[], &options))
            div.form-end { button.btn.btn-main type="submit" { (speech.say("desk-call-submit")) } }
        }
    }
}
