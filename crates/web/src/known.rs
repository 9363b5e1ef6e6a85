//! What a field that points to another register offers: some of its records, and where to look for more.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use kernel::{
    Error, Result,
    form::{Field, Kind},
};
use module::{Caller, Column, Platform, Query, fill};
use serde_json::{Value, json};
use ui::form::Known;

use crate::{answer::problem, caller::Visit, input, state::Web};

/// Records offered before anything is typed.
const OFFERED: i64 = 50;

/// The offers for all fields of a form that point elsewhere.
pub(crate) async fn known(web: &Web, visit: &Visit, fields: &[Field], typed: &Value) -> BTreeMap<String, Known> {
    let mut nouns = BTreeMap::new();
    wanted(fields, "", typed, &mut nouns);
    let mut offers = BTreeMap::new();
    for (noun, chosen) in nouns {
        let Some(query) = web.platform.registry.list_of(&noun) else { continue };
        let mut options =
            options(&web.platform, &visit.caller, query, json!({"limit": OFFERED})).await.unwrap_or_default();
        for id in chosen {
            if !options.iter().any(|(known, _)| *known == id) {
                options.extend(options_of_id(web, visit, query, &id).await);
            }
        }
        offers.insert(noun.clone(), Known { options, search: Some(format!("/lookup/{noun}")) });
    }
    offers
}

/// The nouns pointed to, each with the ids already chosen: under the dotted name of a field inside a group.
fn wanted(fields: &[Field], within: &str, typed: &Value, nouns: &mut BTreeMap<String, Vec<String>>) {
    for field in fields {
        let path = format!("{within}{}", field.name);
        match &field.kind {
            Kind::Ref { to } => {
                let chosen = nouns.entry(to.clone()).or_default();
                let id = typed.get(&path).and_then(Value::as_str).filter(|t| !t.is_empty());
                chosen.extend(id.map(str::to_owned));
            }
            Kind::Group { fields } => wanted(fields, &format!("{path}."), typed, nouns),
            _ => {}
        }
    }
}

async fn options_of_id(web: &Web, visit: &Visit, query: &Query, id: &str) -> Vec<(String, String)> {
    if query.form.field("id").is_none() {
        return Vec::new();
    }
    options(&web.platform, &visit.caller, query, json!({"id": id, "limit": 1})).await.unwrap_or_default()
}

/// What a record of a list is known by, and where it opens.
pub(crate) async fn of_id(web: &Web, visit: &Visit, query: &Query, id: &str) -> Option<(String, Option<String>)> {
    query.form.field("id")?;
    let answer = web.platform.answer(&visit.caller, query, json!({"id": id, "limit": 1})).await.ok()?;
    let (row, list) = (answer.get("rows")?.get(0)?, query.list.as_ref()?);
    Some((list.words(row), list.link.and_then(|link| fill(link, row))))
}

/// Writes beside each id that a column pointing to another register shows what people know that record by, for [`crate::list::said`]. What
/// the reader may not see keeps its id. `names` goes along from page to page.
pub(crate) async fn name_rows(
    platform: &Arc<Platform>,
    caller: &Caller,
    columns: &[&Column],
    answer: &mut Value,
    names: &mut BTreeMap<String, String>,
) {
    for column in columns {
        let Kind::Ref { to } = &column.kind else { continue };
        let Some(query) = platform.registry.list_of(to) else { continue };
        for row in answer.get_mut("rows").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(id) = row.get(column.name).and_then(Value::as_str).map(str::to_owned) else { continue };
            if !names.contains_key(&id) {
                let found = options(platform, caller, query, json!({"id": id, "limit": 1})).await.unwrap_or_default();
                let words = found.into_iter().next().map_or_else(|| id.clone(), |(_, words)| words);
                names.insert(id.clone(), words);
            }
            row[words_of(column)] = names[&id].clone().into();
        }
    }
}

/// Where [`name_rows`] writes the words of a column.
pub(crate) fn words_of(column: &Column) -> String {
    format!("{}:words", column.name)
}

async fn options(
    platform: &Arc<Platform>,
    caller: &Caller,
    query: &Query,
    ask: Value,
) -> Result<Vec<(String, String)>> {
    let answer = platform.answer(caller, query, ask).await?;
    let rows = answer.get("rows").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(list) = &query.list else { return Ok(Vec::new()) };
    Ok(rows.iter().filter_map(|row| Some((row.get("id")?.as_str()?.to_owned(), list.words(row)))).collect())
}

/// `GET /lookup/{noun}?q=`: records of a register for a searching select.
pub(crate) async fn lookup(
    State(web): State<Web>,
    visit: Visit,
    Path(noun): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let found = async {
        let line = web.platform.registry.list_of(&noun).ok_or(Error::NotFound)?;
        let pairs = input::pairs(query.as_deref());
        let q = pairs.iter().find(|(n, _)| n == "q").map(|(_, t)| t.as_str()).filter(|t| !t.is_empty());
        let ask = q.map_or_else(|| json!({"limit": 20}), |q| json!({"q": q, "limit": 20}));
        options(&web.platform, &visit.caller, line, ask).await
    };
    match found.await {
        Ok(list) => {
            Json(list.iter().map(|(id, label)| json!({"id": id, "label": label})).collect::<Vec<_>>()).into_response()
        }
        Err(error) => problem(&error, Some(&visit.speech)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_inside_a_group_is_offered_too() {
        let to = |name: &str, noun: &str| Field::new(name, Kind::Ref { to: noun.into() });
        let group = Field::new("input", Kind::Group { fields: vec![to("place", "place"), to("contact", "person")] });
        let typed = json!({"input.contact": "person_1", "place_id": "place_2", "input.place": ""});
        let mut nouns = BTreeMap::new();
        wanted(&[to("place_id", "place"), group], "", &typed, &mut nouns);
        assert_eq!(
            nouns,
            BTreeMap::from([("place".into(), vec!["place_2".into()]), ("person".into(), vec!["person_1".into()])])
        );
    }
}
