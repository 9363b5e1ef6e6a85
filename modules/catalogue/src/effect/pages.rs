//! The form of an effect: it asks what that kind of effect needs and nothing else.

use desk::DraftId;
use kernel::{
    Error, Result,
    form::{Choice, Field, Kind},
};
use module::{Context, Shape};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{model::DOES, rules};
use crate::{
    design::queries::{engine, said},
    inside::model::Inside,
    part::pages::{Desk, desk, group, object, text},
};

/// Which effect of which draft.
#[derive(Debug, Deserialize)]
pub(crate) struct WhichEffect {
    id: DraftId,
    follows: String,
    does: String,
    nth: Option<i64>,
}

/// An effect as it stands.
pub(crate) async fn effect(cx: &mut Context, which: WhichEffect) -> Result<Shape> {
    let inside = Inside::of(&which.follows).ok_or(Error::NotFound)?;
    let desk = desk(cx, which.id).await?;
    let rows = inside.rows(&desk.script).ok_or(Error::NotFound)?;
    let nth = which.nth.unwrap_or_default().to_string();
    let written = inside.position(&rows, &nth).map(|at| &rows[at]).ok_or(Error::NotFound)?;
    let (does, said) = rules::parts(written).filter(|(does, _)| *does == which.does).ok_or(Error::NotFound)?;
    let names = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    let at = |key: &str| said.get(key).cloned().unwrap_or_default();
    let inputs: Vec<Value> =
        object(at("input")).into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let told = (does == "notify").then(|| desk.told(&names(&at("to"))));
    let values = json!({
        "when": at("when"), "tell": told, "zh": at("text")["zh"], "en": at("text")["en"], "process": at("process"),
        "link": at("link"), "copy": at("copy"), "evidence": at("evidence"), "call": at("action"), "inputs": inputs,
        "at_once": at("at_once"), "keeps": at("keeps"),
        "field": at("field"), "value": at("value"), "cell": at("table"),
    });
    shape(cx, &desk, &which, "catalogue-effect-edit", values)
}

/// A new effect.
pub(crate) async fn new_effect(cx: &mut Context, which: WhichEffect) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    shape(cx, &desk, &which, "catalogue-effect-create", json!({}))
}

fn shape(cx: &mut Context, desk: &Desk, which: &WhichEffect, title: &str, values: Value) -> Result<Shape> {
    if !DOES.contains(&which.does.as_str()) {
        return Err(Error::NotFound);
    }
    let fields = [asked(cx, desk, &which.does)?, vec![desk.long("when")]].concat();
    let mut values = object(values);
    values.insert("does".into(), which.does.as_str().into());
    values.insert("nth".into(), which.nth.into());
    let around = vec![text("does"), Field::new("nth", Kind::Integer)];
    Ok(desk.shape(title, Some(("follows", &which.follows)), [around, fields].concat(), values))
}

/// What each kind of effect asks.
fn asked(cx: &mut Context, desk: &Desk, does: &str) -> Result<Vec<Field>> {
    Ok(match does {
        "notify" => vec![text("tell").required(), text("zh").required(), text("en").required()],
        "spawn" => {
            let all = engine(cx)?.outlines();
            let mut processes: Vec<Choice> =
                all.iter().map(|o| desk.choice(&o.key, said(&desk.speech, &o.title))).collect();
            processes.sort_by(|a, b| a.value.cmp(&b.value));
            vec![
                desk.one("process", processes).required(),
                text("link").required(),
                desk.some("copy", desk.fields()),
                text("evidence"),
            ]
        }
        "call" => {
            let row = vec![text("name").required(), text("value").required()];
            vec![
                desk.one("call", callable(cx, desk)).required(),
                group("inputs", row),
                Field::new("at_once", Kind::Bool),
                desk.one("keeps", desk.fields()),
            ]
        }
        _ => {
            let cells = desk.cells();
            vec![desk.one("field", desk.fields()).required(), text("value"), desk.one("cell", cells)]
        }
    })
}

/// The actions a process may call, each with what it wants to be given.
fn callable(cx: &Context, desk: &Desk) -> Vec<Choice> {
    let registry = &cx.platform().registry;
    let mut all: Vec<Choice> = Vec::new();
    for line in registry.actions().filter(|line| !line.is_prepared()) {
        let wanted: Vec<&str> = line.form.fields.iter().filter(|f| f.required).map(|f| f.name.as_str()).collect();
        let title = desk.speech.known(&line.name.replace(['.', '_'], "-")).unwrap_or_default();
        all.push(desk.choice(line.name, format!("{title} · {} ({})", line.name, wanted.join(", "))));
    }
    all.sort_by(|a, b| a.value.cmp(&b.value));
    all
}
