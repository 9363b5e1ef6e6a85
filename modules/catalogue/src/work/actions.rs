//! Work items and steps added and changed in the text of a draft.

use desk::DraftDone;
use kernel::{Error, Message, Result};
use module::Context;
use process::drafting::{Part, Script, Unwritten};

use super::{
    model::{StepPart, WorkItemPart},
    rules,
};
use crate::{
    entry::rules::key,
    inside::model::Inside,
    part::actions::{put, refused, write},
};

/// Adds a work item.
pub async fn add_work_item(cx: &mut Context, said: WorkItemPart) -> Result<DraftDone> {
    work_item(cx, said, true).await
}

/// Changes a work item.
pub async fn edit_work_item(cx: &mut Context, said: WorkItemPart) -> Result<DraftDone> {
    work_item(cx, said, false).await
}

async fn work_item(cx: &mut Context, said: WorkItemPart, is_new: bool) -> Result<DraftDone> {
    let values = rules::work_item(&said, is_new)?;
    let named = said.named;
    let what = format!("work_item {}", named.key);
    let change =
        move |script: &mut Script| put(script, Part::WorkItem, said.work_item.as_deref(), is_new, &named.key, values);
    write(cx, named.id, named.version, what, change).await
}

/// Adds a step.
pub async fn add_step(cx: &mut Context, said: StepPart) -> Result<DraftDone> {
    step(cx, said, true).await
}

/// Changes a step.
pub async fn edit_step(cx: &mut Context, said: StepPart) -> Result<DraftDone> {
    step(cx, said, false).await
}

async fn step(cx: &mut Context, said: StepPart, is_new: bool) -> Result<DraftDone> {
    let inside = Inside::of(&said.inside).filter(Inside::is_named).ok_or(Error::NotFound)?;
    key(&said.named.key)?;
    let (id, version) = (said.named.id, said.named.version);
    let what = format!("step {} {}", inside.place(), said.named.key);
    let change = move |script: &mut Script| {
        let mut rows = inside.rows(script).ok_or(Unwritten::NotThere).map_err(|e| refused(&e))?;
        let name = &said.named.key;
        let behind = said.step.as_deref().and_then(|step| inside.position(&rows, step));
        let at = if is_new { None } else { Some(behind.ok_or(Error::NotFound)?) };
        if inside.position(&rows, name).is_some_and(|taken| Some(taken) != at) {
            return Err(Error::field("key", Message::of("catalogue-part-taken")));
        }
        match at {
            Some(at) => rows[at] = rules::step(&said, rows[at].take())?,
            None => rows.insert(behind.map_or(rows.len(), |at| at + 1), rules::step(&said, serde_json::Value::Null)?),
        }
        let was = said.step.as_deref().filter(|was| !is_new && was != name && inside.key == "step");
        if let Some(was) = was {
            let before = script.said(Part::WorkItem, &inside.name).unwrap_or_default();
            let after = rules::fails_when(&before["fails_when"], was, name);
            script.set(Part::WorkItem, &inside.name, &[("fails_when", after)]).map_err(|e| refused(&e))?;
        }
        inside.write(script, rows).map_err(|e| refused(&e))
    };
    write(cx, id, version, what, change).await
}
