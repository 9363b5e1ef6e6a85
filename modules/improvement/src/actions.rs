//! Taking a measure over: a case of improvement follows it, in the hands of whoever fills the post.

use desk::{Channel, OpenCase, give_case, open_case};
use kernel::{Error, Id, Result};
use module::{Change, Context};
use process::runtime;
use serde_json::{Map, json};

use super::{
    model::{AdoptMeasure, Adopted, AdoptedRow},
    queries::library,
    store,
};

/// The process by which a measure is followed.
const FOLLOWED_BY: &str = "improvement";

/// Takes a measure over for a post and a place.
pub async fn adopt(cx: &mut Context, input: AdoptMeasure) -> Result<Adopted> {
    let written = library().iter().find(|m| m.key == input.key).ok_or(Error::NotFound)?;
    let post = org::post_people(cx, input.post_id).await?;
    let mut said = Map::new();
    said.insert("summary".to_owned(), json!(written.zh));
    said.insert("source".to_owned(), json!("measure"));
    let words = cx.speech().say_with("improvement-measure-given", &[("post", &post.name)]);
    let details = input.details.map_or_else(|| words.clone(), |more| format!("{words}\n{more}"));
    said.insert("details".to_owned(), json!(details));
    let open = OpenCase {
        process: FOLLOWED_BY.to_owned(),
        place_id: input.place_id,
        org_id: Some(post.org_id),
        channel: Some(Channel::Staff),
        input: Some(said),
        ..OpenCase::default()
    };
    let opened = open_case(cx, open).await?;
    let person = match post.people.into_iter().next() {
        Some(first) => Some(give_case(cx, opened.id, first, words).await?),
        None => None,
    };
    let case = runtime::load(cx, opened.id).await?;
    let row = AdoptedRow {
        id: cx.new_id(),
        org_id: case.org,
        key: input.key,
        case_id: opened.id,
        post_id: input.post_id,
        post_name: post.name,
        person_name: person.map(|p| p.name),
        by_name: cx.actor().name.clone(),
        at: cx.now(),
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch(format!("measures:{}", row.org_id));
    Ok(Adopted { id: row.id, case_id: Id::from_uuid(opened.id.uuid()) })
}
