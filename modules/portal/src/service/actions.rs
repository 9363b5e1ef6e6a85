//! Asking for a service: the desk's own opening of cases, for one of the resident's rooms.

use std::collections::BTreeMap;

use desk::OpenCase;
use kernel::{
    Error, Id, Label, Message, Result,
    form::{Field, Form, Kind},
};
use module::{Context, Shape};
use process::runtime::Done;
use serde_json::json;
use ui::form::Known;

use super::{
    model::{AskForService, WhichService},
    queries,
};
use crate::case::{queries::rooms, rules};

/// What a service asks, with his rooms to choose from, the first one chosen.
pub async fn shape(cx: &mut Context, which: WhichService) -> Result<Shape> {
    let def = queries::service(cx, &which.process)?;
    let rooms = rooms(cx).await?.now;
    let options: Vec<(String, String)> = rooms.iter().map(|(p, _)| (p.id.to_string(), p.name.clone())).collect();
    let values = json!({ "process": which.process, "place_id": options.first().map(|(id, _)| id) });
    let known = BTreeMap::from([("place_id".to_owned(), Known { options, search: None })]);
    let title = queries::called(&cx.speech(), &def.key, &def.title);
    let label = Label::Both { zh: title.clone(), en: title.clone() };
    let mut fields = vec![
        Field::new("process", Kind::Text).required(),
        Field::new("place_id", Kind::Ref { to: "place".into() }).required(),
    ];
    let asked = queries::form(&def).fields;
    if !asked.is_empty() {
        fields.push(Field { label: Some(label), ..Field::new("input", Kind::Group { fields: asked }) }.required());
    }
    Ok(Shape { title: Some(title), form: Form { fields }, values, known })
}

/// Opens a case of the process for one of his rooms.
pub async fn create(cx: &mut Context, ask: AskForService) -> Result<Done> {
    let def = queries::service(cx, &ask.process)?;
    let rooms = rooms(cx).await?.now;
    let not_his = || Error::field("place_id", Message::of("portal-not-your-room"));
    let (place, _) = rooms.into_iter().find(|(place, _)| place.id == ask.place_id).ok_or_else(not_his)?;
    let open = OpenCase {
        process: def.key.clone(),
        place_id: Some(place.id),
        org_id: Some(place.org_id),
        requester_id: Some(Id::from_uuid(cx.actor().id)),
        input: Some(rules::plain(ask.input.unwrap_or_default())),
        ..OpenCase::default()
    };
    desk::open_case(cx, open).await
}
