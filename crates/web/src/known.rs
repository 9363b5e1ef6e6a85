//! What a field that points to another register offers: some of its records, and where to look for more.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use kernel::{
    Error, Result,
    form::{Field, Kind},
};
use module::{List, Query};
use serde_json::{Value, json};
use ui::form::Known;

use crate::{answer::problem, caller::Visit, input, state::Web};

/// Records offered before anything is typed.
const OFFERED: i64 = 50;

/// The offers for all fields of a form that point elsewhere.
pub(crate) async fn known(web: &Web, visit: &Visit, fields: &[Field], typed: &Value) -> BTreeMap<String, Known> {
    let mut offers = BTreeMap::new();
    for (noun, chosen) in wanted(fields, typed) {
        if offers.contains_key(&noun) {
            continue;
        }
        let Some(query) = web.platform.registry.list_of(&noun) else { continue };
        let mut options = options(web, visit, query, json!({"limit": OFFERED})).await.unwrap_or_default();
        if let Some(id) = chosen.filter(|id| !options.iter().any(|(o, _)| o == id)) {
            let one = options_of_id(web, visit, query, &id).await;
            options.extend(one);
        }
        offers.insert(noun.clone(), Known { options, search: Some(format!("/lookup/{noun}")) });
    }
    offers
}

/// The nouns pointed to, each with the id already chosen.
fn wanted(fields: &[Field], typed: &Value) -> Vec<(String, Option<String>)> {
    fields
        .iter()
        .flat_map(|field| match &field.kind {
            Kind::Ref { to } => {
                let chosen = typed.get(&field.name).and_then(Value::as_str).filter(|t| !t.is_empty());
                vec![(to.clone(), chosen.map(str::to_owned))]
            }
            Kind::Group { fields } => wanted(fields, &Value::Null),
            _ => Vec::new(),
        })
        .collect()
}

async fn options_of_id(web: &Web, visit: &Visit, query: &Query, id: &str) -> Vec<(String, String)> {
    if query.form.field("id").is_none() {
        return Vec::new();
    }
    options(web, visit, query, json!({"id": id, "limit": 1})).await.unwrap_or_default()
}

/// What a record of a list is known by, and where it opens.
pub(crate) async fn of_id(web: &Web, visit: &Visit, query: &Query, id: &str) -> Option<(String, Option<String>)> {
    query.form.field("id")?;
    let answer = web.platform.answer(&visit.caller, query, json!({"id": id, "limit": 1})).await.ok()?;
    let (row, list) = (answer.get("rows")?.get(0)?, query.list.as_ref()?);
    Some((words(list, row).join(" "), list.link.and_then(|link| input::fill(link, row))))
}

async fn options(web: &Web, visit: &Visit, query: &Query, ask: Value) -> Result<Vec<(String, String)>> {
    let answer = web.platform.answer(&visit.caller, query, ask).await?;
    let rows = answer.get("rows").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(list) = &query.list else { return Ok(Vec::new()) };
    Ok(rows.iter().filter_map(|row| Some((row.get("id")?.as_str()?.to_owned(), words(list, row).join(" ")))).collect())
}

/// The first two texts of a row: what people know the record by.
fn words(list: &List, row: &Value) -> Vec<String> {
    let texts = list.columns.iter().filter(|c| c.kind == Kind::Text).filter_map(|c| row.get(c.name)?.as_str());
    texts.filter(|t| !t.is_empty()).take(2).map(str::to_owned).collect()
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
        options(&web, &visit, line, ask).await
    };
    match found.await {
        Ok(list) => {
            Json(list.iter().map(|(id, label)| json!({"id": id, "label": label})).collect::<Vec<_>>()).into_response()
        }
        Err(error) => problem(&error, Some(&visit.speech)),
    }
}
