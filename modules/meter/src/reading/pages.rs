//! The reading sheet: a building's meters in the order of walking, keyed in one after the other.

use kernel::{
    Label, Result,
    form::{Choice, Field, Form, Kind, form_of},
};
use maud::{Markup, html};
use module::{Context, View};
use property::PlaceKind;
use serde_json::json;
use ui::{
    Speech,
    card::padded,
    feedback::empty,
    form::{FormOptions, Method, form},
    page::heading,
};

use super::{model::AskSheet, queries};
use crate::READING_CREATE;

/// Buildings of one community that are offered.
const BUILDINGS: i64 = 300;

/// `/meter/sheet`
pub async fn sheet(cx: &mut Context, ask: AskSheet) -> Result<View> {
    let speech = cx.speech();
    let title = speech.say("meter-sheet-page");
    let asked = ask.place_id.is_some() && ask.meter_kind.is_some();
    let choose = choose(cx, &speech, &ask).await?;
    let entered = match asked {
        true => Some(entry(cx, &speech, ask).await?),
        false => None,
    };
    let body = html! { div.stack {
        (heading(&title, &speech.say("meter-sheet-hint"), html! {}))
        (choose)
        @if let Some(entered) = entered { (entered) }
    } };
    Ok(View::new(title, body))
}

/// Which building, which meters, which day.
async fn choose(cx: &mut Context, speech: &Speech, ask: &AskSheet) -> Result<Markup> {
    let Form { mut fields } = form_of::<AskSheet>();
    let buildings = buildings(cx).await?;
    for field in &mut fields {
        field.required = field.name != "read_on";
        if field.name == "place_id" {
            field.kind = Kind::Choice { choices: buildings.clone() };
        }
    }
    let values = json!({
        "place_id": ask.place_id,
        "meter_kind": ask.meter_kind,
        "read_on": ask.read_on.unwrap_or(cx.now().date(cx.zone())),
    });
    let options = FormOptions {
        action: "/meter/sheet".to_owned(),
        submit: speech.say("meter-sheet-show"),
        method: Method::Get,
        ..FormOptions::default()
    };
    Ok(padded("", html! {}, form(speech, &Form { fields }, &values, &[], &options)))
}

/// The buildings and zones in which the reader may enter readings.
async fn buildings(cx: &mut Context) -> Result<Vec<Choice>> {
    let mut choices = Vec::new();
    for org in cx.actor().scope(READING_CREATE).0.iter().copied().collect::<Vec<_>>() {
        let kinds = [PlaceKind::Building, PlaceKind::Zone];
        for place in property::in_community(cx, org, &kinds, None, BUILDINGS).await? {
            let label = Label::Both { zh: place.name.clone(), en: place.name };
            choices.push(Choice { value: place.id.to_string(), label: Some(label) });
        }
    }
    Ok(choices)
}

/// The form of the sheet, which is the action's own: what it refuses comes back with everything that was typed.
async fn entry(cx: &mut Context, speech: &Speech, ask: AskSheet) -> Result<Markup> {
    let shape = queries::form(cx, ask.into()).await?;
    let none = |field: &Field| matches!(&field.kind, Kind::Group { fields } if fields.is_empty());
    if shape.form.field("figures").is_none_or(none) {
        return Ok(empty(
            "clipboard-list",
            &speech.say("meter-sheet-none"),
            &speech.say("meter-sheet-none-hint"),
            None,
        ));
    }
    let hidden = ["place_id", "meter_kind", "read_on"];
    let told = |name: &str| shape.values[name].as_str().unwrap_or_default().to_owned();
    let options = FormOptions {
        action: "/meter/readings/enter".to_owned(),
        submit: speech.say("meter-reading-enter-submit"),
        idempotency_key: Some(cx.new_uuid().simple().to_string()),
        hidden: hidden.iter().map(|name| ((*name).to_owned(), told(name))).collect(),
        ..FormOptions::default()
    };
    let fields = shape.form.fields.into_iter().filter(|field| !hidden.contains(&field.name.as_str())).collect();
    Ok(padded("", html! {}, form(speech, &Form { fields }, &shape.values, &[], &options)))
}
