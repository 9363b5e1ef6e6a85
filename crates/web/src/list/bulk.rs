//! Something done to ticked rows: what it asks is asked once, each row is done on its own, and each has its own result.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Path, RawQuery, Request, State},
    http::HeaderMap,
    response::Response,
};
use futures::{StreamExt, stream};
use kernel::{
    Error, FieldError, Result,
    form::{self, Form},
};
use maud::{Markup, html};
use module::{Action, Surface, View};
use serde_json::Value;
use ui::{
    Address, Tone,
    form::{FormOptions, KEY_FIELD, Known},
    page,
    record::badge,
    table::{Column as Head, ColumnKind, simple},
};

use crate::{
    body::{self, Sent},
    caller::Visit,
    input,
    known::{known, of_id},
    pages::{failed, shape_of, show, title_key, to},
    state::Web,
};

/// The most rows done at once.
const ROWS: usize = 500;
/// Rows under way at one time: they share the database's commits.
const TOGETHER: usize = 16;
/// Says that the form was seen: the rows are to be done now.
const GO: &str = "go";

/// A work on ticked rows, as its address names it.
struct Asked<'a> {
    line: &'a Action,
    /// Its words.
    title: String,
    /// The list the rows were ticked in.
    list: String,
    /// Where it is gone back to.
    back: String,
    /// What is settled already: name and text.
    with: Vec<(String, String)>,
    /// The address itself.
    here: Address,
}

/// `GET /bulk/{action}`: back to the list, for whoever comes here by the browser's history.
pub(crate) async fn back(RawQuery(query): RawQuery) -> Response {
    let pairs = input::pairs(query.as_deref());
    let back = pairs.iter().find(|(n, _)| n == "back").and_then(|(_, t)| input::local(t));
    to(back.unwrap_or("/"))
}

/// `POST /bulk/{action}`: asks what there is to ask, then does it to each ticked row.
pub(crate) async fn act(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let done = async {
        let asked = asked(&web, &visit, &name, input::pairs(query.as_deref()))?;
        let sent = body::read_form(&web, &visit, request).await?;
        let body = answered(&web, &visit, &asked, sent).await?;
        Ok(View::new(asked.title, body))
    };
    match done.await {
        Ok(view) => show(&web, &visit, &headers, Surface::Desk, 200, view, false).await,
        Err(error) => failed(&web, &visit, &error),
    }
}

fn asked<'a>(web: &'a Web, visit: &Visit, name: &str, pairs: Vec<(String, String)>) -> Result<Asked<'a>> {
    let line = web.platform.action(name)?;
    if !visit.caller.actor.may(line.permission) {
        let known = visit.caller.actor.is_known();
        return Err(if known { Error::Forbidden(line.permission.0.into()) } else { Error::Unauthenticated });
    }
    let text = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, t)| t.clone());
    let label = text("label").and_then(|key| visit.speech.known(&key));
    Ok(Asked {
        line,
        title: label.unwrap_or_else(|| visit.speech.say(&title_key(line.name))),
        list: text("list").unwrap_or_default(),
        back: text("back").filter(|path| input::local(path).is_some()).unwrap_or_else(|| "/".into()),
        with: pairs.iter().filter(|(n, _)| !matches!(n.as_str(), "list" | "back" | "label")).cloned().collect(),
        here: Address::new(format!("/bulk/{name}"), pairs),
    })
}

async fn answered(web: &Web, visit: &Visit, asked: &Asked<'_>, sent: Sent) -> Result<Markup> {
    let ids: Vec<String> =
        sent.pairs.iter().filter(|(n, t)| n == "id" && !t.is_empty()).map(|(_, t)| t.clone()).take(ROWS).collect();
    if ids.is_empty() {
        return Ok(nothing_ticked(visit, asked));
    }
    let form = match form_for(web, visit, asked, &ids).await {
        Ok(form) => form,
        // No row can be asked anything: each says why.
        Err(refusals) => return Ok(outcome(web, visit, asked, &refusals).await),
    };
    let mut pairs: Vec<(String, String)> =
        sent.pairs.iter().filter(|(n, _)| n != "id" && n != GO && n != KEY_FIELD).cloned().collect();
    let gone = sent.text(GO).is_some();
    if !form.asks.fields.is_empty() && !gone {
        return Ok(question(web, visit, asked, &ids, form, &Value::Null, &[]).await);
    }
    input::at_home(&form.asks, &mut pairs);
    let typed = Value::Object(pairs.iter().map(|(n, t)| (n.clone(), Value::from(t.as_str()))).collect());
    let said = form::decode(&form.asks, &pairs).and_then(|said| {
        let errors = form::validate(&form.asks, &said);
        if errors.is_empty() { Ok(said) } else { Err(errors) }
    });
    let said = match said {
        Ok(said) => said,
        Err(errors) => return Ok(question(web, visit, asked, &ids, form, &typed, &errors).await),
    };
    let key = sent.text(KEY_FIELD).unwrap_or_default().to_owned();
    if !sent.uploads.is_empty() {
        web.platform.keep_files(&visit.caller, sent.uploads).await?;
    }
    let results = each(web, visit, asked, &ids, &said, &key).await;
    Ok(outcome(web, visit, asked, &results).await)
}

/// What is asked once for all rows.
struct Question {
    asks: Form,
    offered: BTreeMap<String, Known>,
}

type Outcome = (String, Result<Value>);

/// The form, without the row's own id and what is settled. When it depends on the record, it is that of the first row which has
/// one.
async fn form_for(web: &Web, visit: &Visit, asked: &Asked<'_>, ids: &[String]) -> Result<Question, Vec<Outcome>> {
    let line = asked.line;
    let mut question = Question { asks: line.form.clone(), offered: BTreeMap::new() };
    if line.is_shaped() {
        let mut refusals = Vec::new();
        let mut found = None;
        for id in ids {
            let pairs: Vec<(String, String)> =
                [("id".to_owned(), id.clone())].into_iter().chain(asked.with.iter().cloned()).collect();
            match shape_of(web, visit, line, &pairs).await {
                Ok(shape) => {
                    found = shape;
                    break;
                }
                Err(error) => refusals.push((id.clone(), Err(error))),
            }
        }
        match found {
            Some(shape) => question = Question { asks: shape.form, offered: shape.known },
            None => return Err(refusals),
        }
    }
    let settled = |name: &str| name == "id" || name == "version" || asked.with.iter().any(|(n, _)| n == name);
    question.asks.fields.retain(|f| !settled(&f.name));
    Ok(question)
}

async fn question(
    web: &Web,
    visit: &Visit,
    asked: &Asked<'_>,
    ids: &[String],
    question: Question,
    typed: &Value,
    errors: &[FieldError],
) -> Markup {
    let mut offers = known(web, visit, &question.asks.fields, typed).await;
    offers.extend(question.offered);
    let rows = ids.iter().map(|id| ("id".to_owned(), id.clone()));
    let options = FormOptions {
        action: asked.here.href(),
        submit: asked.title.clone(),
        idempotency_key: Some(web.key()),
        hidden: rows.chain([(GO.to_owned(), "yes".to_owned())]).collect(),
        known: offers,
        cancel: Some(asked.back.clone()),
        zone: Some(module::HOME_ZONE),
        files: "/files/".to_owned(),
        ..FormOptions::default()
    };
    let speech = &visit.speech;
    let count = speech.say_with("bulk-chosen", &[("count", &ids.len().to_string())]);
    html! {
        (page::heading(&asked.title, &count, html! {}))
        section.card.pad { (ui::form::form(speech, &question.asks, typed, errors, &options)) }
    }
}

async fn each(web: &Web, visit: &Visit, asked: &Asked<'_>, ids: &[String], said: &Value, key: &str) -> Vec<Outcome> {
    let one = |id: String| {
        let mut input = input::object(said.clone());
        input.extend(asked.with.iter().map(|(n, t)| (n.clone(), Value::from(t.as_str()))));
        input.insert("id".to_owned(), Value::from(id.as_str()));
        let caller = visit.caller.clone().keyed(format!("{key}/{id}"));
        let (platform, name) = (Arc::clone(&web.platform), asked.line.name);
        async move {
            let done = platform.act(&caller, name, Value::Object(input)).await;
            (id, done)
        }
    };
    stream::iter(ids.iter().cloned().map(one)).buffered(TOGETHER).collect().await
}

fn nothing_ticked(visit: &Visit, asked: &Asked<'_>) -> Markup {
    let speech = &visit.speech;
    let back = ui::buttons::Offer::open(speech.say("ui-back"), asked.back.clone()).main();
    html! {
        (page::heading(&asked.title, "", html! {}))
        section.card {
            (ui::feedback::empty("list-check", &speech.say("bulk-none"), &speech.say("bulk-none-hint"), Some(&back)))
        }
    }
}

/// What became of each row, and the refused ones to be tried again.
async fn outcome(web: &Web, visit: &Visit, asked: &Asked<'_>, results: &[Outcome]) -> Markup {
    let speech = &visit.speech;
    let list = web.platform.registry.query(&asked.list);
    let ids: Vec<String> = results.iter().map(|(id, _)| id.clone()).collect();
    let name_of = |id: String| async move {
        match list {
            Some(list) => of_id(web, visit, list, &id).await,
            None => None,
        }
    };
    let names: Vec<Option<(String, Option<String>)>> =
        stream::iter(ids.into_iter().map(name_of)).buffered(TOGETHER).collect().await;
    let done = results.iter().filter(|(_, result)| result.is_ok()).count();
    let refused: Vec<&String> = results.iter().filter(|(_, result)| result.is_err()).map(|(id, _)| id).collect();
    let columns = ["ui-row", "ui-result"].map(|key| Head::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = results
        .iter()
        .zip(names)
        .map(|((id, result), name)| {
            let (words, href) = name.unwrap_or_else(|| (id.clone(), None));
            let row = html! { @if let Some(href) = href { a href=(href) { (words) } } @else { (words) } };
            let end = match result {
                Ok(_) => badge(Tone::Done, &speech.say("ui-done")),
                Err(error) => html! { (badge(Tone::Late, &speech.say("bulk-refused"))) " " (reason(visit, error)) },
            };
            vec![row, end]
        })
        .collect();
    let counts = [("done", done.to_string()), ("refused", refused.len().to_string())];
    let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
    html! {
        (page::heading(&asked.title, &speech.say_with("bulk-outcome", &counts), html! {
            div.buttons {
                a.btn.btn-main href=(asked.back) data-leave { (speech.say("bulk-back")) }
                @if !refused.is_empty() {
                    form.inline method="post" action=(asked.here.href()) data-guard {
                        input type="hidden" name=(KEY_FIELD) value=(web.key());
                        @for id in &refused { input type="hidden" name="id" value=(id); }
                        button.btn type="submit" { (speech.say("bulk-again")) }
                    }
                }
            }
        }))
        section.card { (simple(&asked.title, &columns, &rows)) }
    }
}

/// Why a row was refused, in words: a message at a field names the field.
fn reason(visit: &Visit, error: &Error) -> String {
    let speech = &visit.speech;
    let fields = match error {
        Error::Invalid(fields) => fields,
        // It was on the list a moment ago: what is not there is the work, in the state the row has come to.
        Error::NotFound => return speech.say("bulk-not-now"),
        other => return speech.message(&other.message()),
    };
    let of = |wrong: &FieldError| {
        let last = wrong.field.rsplit('.').next().unwrap_or_default().replace('_', "-");
        let name = speech.known(&format!("field-{last}"));
        let words = speech.message(&wrong.message);
        name.map_or_else(|| words.clone(), |name| format!("{name}: {words}"))
    };
    fields.iter().map(of).collect::<Vec<_>>().join("; ")
}
