//! The processes a resident can start by himself.

use std::sync::Arc;

use kernel::{
    Error, Result,
    form::{Field, Form, Kind},
};
use module::Context;
use process::{Definition, definition::AREAS};

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
    engine(cx)?.current(process).ok().filter(|def| is_service(def)).ok_or(Error::NotFound)
}

fn is_service(def: &Definition) -> bool {
    let reported = Matter::ALL.iter().any(|matter| matter.word() == def.key);
    !reported && def.open.by.iter().any(|by| by == "requester" || by == "anyone")
}

/// What a service asks of a resident: not who and where, which is known of him, and no register he has no part in.
pub(super) fn form(def: &Definition) -> Form {
    let mut form = process::opening_form(def);
    let known = |field: &Field| Some(&field.name) == def.list.place.as_ref() || field.name == "contact";
    form.fields.retain(|field| !known(field) && !matches!(field.kind, Kind::Ref { .. }));
    friendly(form)
}

/// Everything a resident can ask for, by area.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<Services> {
    let (engine, speech) = (engine(cx)?, cx.speech());
    let all = engine.all();
    let line = |def: &Arc<Definition>| ServiceLine {
        process: def.key.clone(),
        title: speech.label(&(&def.title).into()),
        purpose: def.purpose.as_ref().map(|words| speech.label(&words.into())).unwrap_or_default(),
    };
    let area = |key: &&str| {
        let here = all.iter().filter(|def| def.area.as_deref() == Some(key) && is_service(def));
        ServiceArea { label: speech.say(&format!("desk-area-{key}")), services: here.map(line).collect() }
    };
    let areas = AREAS.iter().map(area).filter(|area| !area.services.is_empty()).collect();
    Ok(Services { areas })
}
