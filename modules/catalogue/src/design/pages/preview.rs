//! What a role would see of a case at a stage: its buttons and forms, and which are grey and why.

use kernel::{
    Label, Result,
    form::{Choice, Field, Form, Kind},
};
use maud::{Markup, html};
use module::{Context, View};
use process::Definition;
use serde_json::json;
use ui::{
    Speech,
    buttons::{Offer, Weight, button, buttons},
    card::{card, padded},
    form::{FormOptions, Method},
    page::heading,
};

use super::super::{
    model::PreviewDesign,
    queries::{STANDINGS, Seen, role_said, roles, said, seen, sketch},
};

/// `/catalogue/designs/{id}/preview`
pub(crate) async fn page(cx: &mut Context, asked: PreviewDesign) -> Result<View> {
    let (draft, sketch) = sketch(cx, asked.id).await?;
    let speech = cx.speech();
    let def = &sketch.def;
    let title = speech.say_with("catalogue-preview-of", &[("process", &said(&speech, &def.title))]);
    let back =
        [Offer::open(speech.say("desk-draft-design"), format!("/catalogue/designs/{}", draft.id)).icon("sitemap")];
    let shown = seen(def, &asked, cx.now().date(cx.zone()));
    let body = html! { div.stack {
        (heading(&title, &speech.say("catalogue-preview-hint"), buttons(&speech, &back)))
        (padded("", html! {}, choose(cx, &speech, def, &asked, shown.as_ref())))
        @match &shown {
            Some(shown) => (what(&speech, def, shown)),
            None => (padded(&speech.say("catalogue-opening-form"), html! {}, form(&speech, &process::opening_form(def)))),
        }
    } };
    Ok(View::new(title, body))
}

fn choose(cx: &Context, speech: &Speech, def: &Definition, asked: &PreviewDesign, shown: Option<&Seen>) -> Markup {
    let choice = |value: &str, words: String| Choice {
        value: value.to_owned(),
        label: Some(Label::Both { zh: words.clone(), en: words }),
    };
    let stages = def.stages.iter().map(|s| choice(&s.id, said(speech, &s.label))).collect();
    let standings = STANDINGS.iter().copied().filter(|s| matches!(*s, "requester" | "assignee"));
    let posts = standings.chain(roles(cx)).map(|role| choice(role, role_said(speech, role))).collect();
    let fields = vec![
        Field::new("stage", Kind::Choice { choices: stages }),
        Field::new("role", Kind::Choice { choices: posts }),
        Field::new("has_case", Kind::Bool),
    ];
    let values = json!({ "stage": asked.stage, "role": shown.map(|s| &s.role), "has_case": asked.has_case });
    let options = FormOptions {
        action: format!("/catalogue/designs/{}/preview", asked.id),
        method: Method::Get,
        submit: speech.say("catalogue-preview"),
        ..FormOptions::default()
    };
    ui::form::form(speech, &Form { fields }, &values, &[], &options)
}

fn what(speech: &Speech, def: &Definition, shown: &Seen) -> Markup {
    let stage = def.stage(&shown.stage).map(|s| said(speech, &s.label)).unwrap_or_default();
    let title =
        speech.say_with("catalogue-preview-at", &[("stage", &stage), ("role", &role_said(speech, &shown.role))]);
    let offers: Vec<Offer> = shown.offers.iter().map(|o| offer(speech, o)).collect();
    let label = |name: &String| def.field(name).map_or_else(|| name.clone(), |field| said(speech, &field.label));
    html! {
        (card(&title, html! {}, html! { div.pad {
            @if offers.is_empty() { p.sub { (speech.say("catalogue-preview-nothing")) } } @else { (buttons(speech, &offers)) }
        } }))
        @if !shown.edits.fields.is_empty() { (padded(&speech.say("catalogue-preview-edits"), html! {}, form(speech, &shown.edits))) }
        @if !shown.hidden.is_empty() {
            (padded(&speech.say("catalogue-preview-hidden"), html! {}, html! { p { (shown.hidden.iter().map(label).collect::<Vec<_>>().join("、")) } }))
        }
        @if !shown.work.is_empty() { (card(&speech.say("catalogue-preview-work"), html! {}, html! { div.pad.forms {
            @for (_, label, steps) in &shown.work { section { h3 { (said(speech, label)) } (form(speech, steps)) } }
        } })) }
        @if !shown.offers.is_empty() { (card(&speech.say("catalogue-preview-forms"), html! {}, html! { div.pad.forms {
            @for o in &shown.offers { section {
                h3 { (said(speech, &o.label)) }
                @if o.form.fields.is_empty() { p.sub { (speech.say("catalogue-preview-asks-nothing")) } } @else { (form(speech, &o.form)) }
                (button(&offer(speech, o)))
            } }
        } })) }
    }
}

fn offer(speech: &Speech, offer: &process::Offer) -> Offer {
    let label = said(speech, &offer.label);
    if let Some(refusal) = &offer.refusal {
        return Offer::refused(label, speech.message(&refusal.message()));
    }
    let weight = match offer.tone {
        process::definition::Tone::Primary => Weight::Main,
        process::definition::Tone::Danger => Weight::Danger,
        process::definition::Tone::Normal => Weight::Normal,
    };
    Offer::open(label, "#main").weight(weight)
}

/// A form as it would be asked; nothing can be typed into it.
fn form(speech: &Speech, form: &Form) -> Markup {
    let fields = ui::form::fields(speech, &form.fields, &json!({}), &[], &FormOptions::default());
    html! { fieldset.group disabled { (fields) } }
}
