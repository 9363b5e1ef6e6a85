//! The processes a resident can start by himself.

use std::sync::Arc;

use kernel::{
    Error, Result,
    form::{Field, Form, Kind},
};
use module::Context;
use process::{Definition, Outline, Words, definition::AREAS};
use ui::Speech;

use super::model::{ServiceArea, ServiceLine, Services};
use crate::{
    case::{queries::engine, rules::friendly},
    home::model::Nothing,
    report::model::Matter,
};

/// The process, when a resident can start it here; what he reports has a page of its own.
///
/// # Errors
/// [`Error::NotFound`] for one that does not exist or is started by others.
pub(super) fn service(cx: &Context, process: &str) -> Result<Arc<Definition>> {
    engine(cx)?.current(process).ok().filter(|def| is_service(&def.key, &def.open.by)).ok_or(Error::NotFound)
}

fn is_service(process: &str, opened_by: &[String]) -> bool {
    let reported = Matter::ALL.iter().any(|matter| matter.word() == process);
    !reported && opened_by.iter().any(|by| by == "requester")
}

/// What a service asks of a resident: not who and where, which is known of him, and no register he has no part in.
pub(super) fn form(def: &Definition) -> Form {
    let mut form = process::opening_form(def);
    let known = |field: &Field| Some(&field.name) == def.list.place.as_ref() || field.name == "contact";
    form.fields.retain(|field| !known(field) && !matches!(field.kind, Kind::Ref { .. }));
    friendly(form)
}

/// What a service is called by those who live here; one that a company has added itself as its definition calls it.
pub(super) fn called(speech: &Speech, process: &str, title: &Words) -> String {
    let own = speech.known(&format!("portal-service-of-{}", process.replace('_', "-")));
    own.unwrap_or_else(|| speech.label(&title.into()))
}

/// Everything a resident can ask for, by area.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<Services> {
    let (engine, speech) = (engine(cx)?, cx.speech());
    let all = engine.outlines();
    let line = |outline: &Arc<Outline>| {
        let purpose = || outline.purpose.as_ref().map(|words| speech.label(&words.into())).unwrap_or_default();
        let about = speech.known(&format!("portal-service-about-{}", outline.key.replace('_', "-")));
        ServiceLine {
            process: outline.key.clone(),
            title: called(&speech, &outline.key, &outline.title),
            purpose: about.unwrap_or_else(purpose),
        }
    };
    let area = |key: &&str| {
        let here = all.iter().filter(|o| o.area.as_deref() == Some(key) && is_service(&o.key, &o.opened_by));
        ServiceArea { label: speech.say(&format!("desk-area-{key}")), services: here.map(line).collect() }
    };
    let areas = AREAS.iter().map(area).filter(|area| !area.services.is_empty()).collect();
    Ok(Services { areas })
}
