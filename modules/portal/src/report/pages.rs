//! The forms with which something is reported, and the page a reporter without an account follows.

use kernel::form::form_of;
use maud::html;
use module::{Context, HOME_ZONE, View};
use property::PlaceLine;
use serde_json::{Value, json};
use ui::{
    buttons::{Offer, button},
    card, feedback,
    form::{FormOptions, form},
    icon::icon,
    record,
};

use super::{
    actions,
    model::{Labelled, Scan, ThisCode, ThisLink},
    queries,
};
use crate::{
    case::{pages::head, queries::rooms},
    home::model::Nothing,
    mass_incident::pages::{at_code, at_home, otherwise},
};

/// The number a resident's form folds its further fields behind.
const ASKED_FIRST: usize = 6;

/// A resident's report.
pub async fn page(cx: &mut Context, _: Nothing) -> kernel::Result<View> {
    let shape = actions::shape(cx, Value::Null).await?;
    let speech = cx.speech();
    let title = speech.say("portal-report-create");
    if shape.known.values().all(|known| known.options.is_empty()) {
        let body =
            feedback::empty("home", &speech.say("portal-home-no-room"), &speech.say("portal-home-no-room-hint"), None);
        return Ok(View::new(title, body));
    }
    let places: Vec<PlaceLine> = rooms(cx).await?.now.into_iter().map(|(place, _)| place).collect();
    let known = desk::known_incidents(cx, &places).await?;
    let (key, now) = (cx.new_uuid().simple().to_string(), cx.now());
    let options = FormOptions {
        action: "/home/report".to_owned(),
        submit: speech.say("portal-report-send"),
        idempotency_key: Some(cx.new_uuid().simple().to_string()),
        known: shape.known,
        cancel: Some("/home".to_owned()),
        zone: Some(HOME_ZONE),
        draft: Some("portal.report".to_owned()),
        fold_after: ASKED_FIRST,
        files: "/files/".to_owned(),
        ..FormOptions::default()
    };
    let body = html! {
        (at_home(&speech, &known, &key, "/home", now))
        (otherwise(&speech, &known))
        section.card.pad { (form(&speech, &shape.form, &shape.values, &[], &options)) }
    };
    Ok(View::new(title, body))
}

/// What a scanned code stands for, and the form to report something about it.
pub async fn scanned(cx: &mut Context, which: ThisCode) -> kernel::Result<View> {
    let thing = queries::labelled(cx, &which.code).await?;
    let speech = cx.speech();
    let (title, below) = match &thing {
        Labelled::Place(place) => {
            (place.name.clone(), speech.say(&format!("choice-kind-{}", place.kind.word().replace('_', "-"))))
        }
        Labelled::Asset(asset, place) => {
            let place = place.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            (asset.name.clone(), [asset.code.clone(), place].join(" · "))
        }
    };
    let known = match thing.place() {
        Some(place) => desk::known_incidents(cx, std::slice::from_ref(place)).await?,
        None => Vec::new(),
    };
    let (key, now) = (cx.new_uuid().simple().to_string(), cx.now());
    let mut asked = form_of::<Scan>();
    asked.fields.retain(|field| field.name != "code");
    let options = FormOptions {
        action: format!("/q/{}", which.code),
        submit: speech.say("portal-report-send"),
        idempotency_key: Some(cx.new_uuid().simple().to_string()),
        draft: Some(format!("portal.q.{}", which.code)),
        files: "/files/".to_owned(),
        ..FormOptions::default()
    };
    let body = html! {
        (card::padded("", html! {}, html! { p { (icon("map-pin")) " " b { (title) } } p.sub { (below) } p { (speech.say("portal-q-hint")) } }))
        (at_code(&speech, &known, &key, &which.code, now))
        (otherwise(&speech, &known))
        section.card.pad { (form(&speech, &asked, &json!({}), &[], &options)) }
    };
    Ok(View::new(speech.say("portal-report-scan"), body))
}

/// How a case stands, for whoever holds the link.
pub async fn followed(cx: &mut Context, which: ThisLink) -> kernel::Result<View> {
    let seen = queries::followed(cx, &which.link).await?;
    let (speech, now) = (cx.speech(), cx.now());
    let body = html! {
        (feedback::banner(ui::Tone::Active, &speech.say_with("portal-q-taken", &[("number", &seen.case.number)]), None))
        (head(&speech, &seen))
        (card::card(&speech.say("portal-case-story"), html! {}, record::timeline(&speech, &seen.story, now, HOME_ZONE)))
        p.sub { (speech.say("portal-q-keep")) }
        (button(&Offer::open(speech.say("portal-home-bind"), "/bind").icon("key")))
    };
    Ok(View::new(seen.case.number.clone(), body).live(format!("case:{}", seen.case.id)))
}
