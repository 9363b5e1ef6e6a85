//! Taking reports in: the desk's own opening of cases, with what a resident or a passer-by can say.

use std::collections::BTreeMap;

use desk::OpenCase;
use kernel::{Error, Message, OrgId, Result};
use module::{Context, Shape};
use process::runtime::{self, Done};
use serde_json::{Value, json};
use ui::form::Known;

use super::{
    model::{Labelled, Report, Scan, Scanned},
    queries, rules, store,
};
use crate::case::{queries::rooms, store as cases};

/// What a resident is asked: his rooms to choose from, the only one chosen.
pub async fn shape(cx: &mut Context, _: Value) -> Result<Shape> {
    let rooms = rooms(cx).await?.now;
    let options: Vec<(String, String)> = rooms.iter().map(|(p, _)| (p.id.to_string(), p.name.clone())).collect();
    let first = options.first().map(|(id, _)| id.clone());
    let known = BTreeMap::from([("place_id".to_owned(), Known { options, search: None })]);
    let values = json!({ "matter": "repair", "place_id": first });
    Ok(Shape { title: None, form: kernel::form::form_of::<Report>(), values, known })
}

/// Takes in what a resident reports about one of his rooms.
pub async fn create(cx: &mut Context, input: Report) -> Result<Done> {
    let rooms = rooms(cx).await?.now;
    let not_his = || Error::field("place_id", Message::of("portal-not-your-room"));
    let (place, _) = rooms.into_iter().find(|(place, _)| place.id == input.place_id).ok_or_else(not_his)?;
    let outside = input.elsewhere.as_deref().is_some_and(|text| !text.trim().is_empty());
    let process = input.matter.word().to_owned();
    let where_words = cx.speech().say("portal-report-where");
    let said = rules::said(input, &where_words);
    // What lies outside belongs to the community, not to the home of whoever saw it.
    let place_id = (!outside).then_some(place.id);
    let open = OpenCase { process, place_id, org_id: Some(place.org_id), input: Some(said), ..OpenCase::default() };
    desk::open_case(cx, open).await.map_err(at_top)
}

/// Takes in what somebody reports who scanned a code; the same words about the same place lead to the case there is.
pub async fn scan(cx: &mut Context, input: Scan) -> Result<Scanned> {
    let thing = queries::labelled(cx, &input.code).await?;
    let (org, now) = (thing.org(), cx.now());
    if let Some(place) = thing.place() {
        let recent = cases::of_place(cx, org, place.id.uuid(), now - rules::SAME_FOR).await?;
        if let Some(known) = rules::same(&recent, &input.summary, now) {
            let (id, number) = (known.id, known.number.clone());
            return link(cx, org, id, number).await;
        }
    }
    let mut said = rules::opening(&input.summary, "", input.photos);
    said.extend(rules::hurry(input.danger));
    if let Labelled::Asset(line, _) = &thing {
        said.insert("asset".to_owned(), line.id.to_string().into());
    }
    let named = input.your_name.filter(|name| !name.trim().is_empty());
    let contact_name = named.or_else(|| input.your_phone.as_ref().map(|_| cx.speech().say("portal-q-nameless")));
    let open = OpenCase {
        process: "repair".to_owned(),
        place_id: thing.place().map(|place| place.id),
        org_id: Some(org),
        contact_name,
        contact_phone: input.your_phone,
        input: Some(said),
        ..OpenCase::default()
    };
    let done = desk::open_case(cx, open).await.map_err(at_top)?;
    link(cx, org, done.id, done.number).await
}

/// A fresh link to a case, for whoever reported it.
async fn link(cx: &mut Context, org: OrgId, case: runtime::CaseId, number: String) -> Result<Scanned> {
    let bytes: [u8; 16] = cx.random();
    let link: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let digest = queries::digest(cx, &link);
    store::insert(cx, org, digest, case).await?;
    Ok(Scanned { number, link })
}

/// The desk's form asks the process's fields in a group; a report asks them directly.
fn at_top(error: Error) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for field in &mut fields {
                let name = field.field.strip_prefix("input.").unwrap_or(&field.field);
                field.field = name.replace("contact_", "your_");
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}
