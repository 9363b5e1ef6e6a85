//! What is done with a draft: written, sent for review, sent back, published; and open cases moved to the version in force.

use std::sync::Arc;

use kernel::{COMPANY, Error, Message, Result};
use module::{Change, Context};
use process::{Definition, runtime};
use serde_json::json;

use super::{
    jobs::MOVE,
    model::{
        BeginDraft, DraftDone, DraftRow, DraftState, EditDraft, MoveCases, Moving, PublishDraft, ReturnDraft,
        WhichDraft,
    },
    queries::{prove, shipped},
    rules, store,
};
use crate::case::queries::engine;

/// Begins a draft with the text in force, or with that of an earlier one.
pub async fn begin(cx: &mut Context, input: BeginDraft) -> Result<DraftDone> {
    cx.within(COMPANY)?;
    let body = match input.from {
        Some(id) => store::one(cx, id).await?.body,
        None => match store::in_force(cx, &input.process).await? {
            Some(body) => body,
            None => shipped(cx, &input.process).ok_or(Error::NotFound)?,
        },
    };
    let draft = DraftRow {
        id: cx.new_id(),
        process: input.process,
        body,
        note: None,
        state: DraftState::Draft,
        author_id: cx.actor().id,
        author_name: cx.actor().name.clone(),
        changed_at: cx.now(),
        reviewer_name: None,
        reviewed_at: None,
        effective_at: None,
        hash: None,
        version: 1,
    };
    store::insert(cx, &draft).await?;
    cx.record(Change::to(COMPANY, draft.id).after(&json!({ "process": draft.process, "state": draft.state })));
    Ok(DraftDone { id: draft.id, state: draft.state })
}

/// Writes; what would not work is kept too and shown, so that nobody loses half a day's work.
pub async fn edit(cx: &mut Context, input: EditDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, input.id).await?;
    rules::stands(&was, DraftState::Draft)?;
    if input.version.is_some_and(|version| version != was.version) {
        return Err(Error::Conflict);
    }
    let is = DraftRow {
        body: input.body.replace("\r\n", "\n"),
        note: input.note.or_else(|| was.note.clone()),
        ..was.clone()
    };
    keep(cx, &was, is).await
}

/// Sends it to somebody else's eyes, once the proof finds nothing.
pub async fn submit(cx: &mut Context, which: WhichDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, which.id).await?;
    rules::stands(&was, DraftState::Draft)?;
    fit(cx, &was)?;
    let is = DraftRow { state: DraftState::Review, ..was.clone() };
    keep(cx, &was, is).await
}

/// Sends it back to whoever wrote it.
pub async fn send_back(cx: &mut Context, input: ReturnDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, input.id).await?;
    rules::stands(&was, DraftState::Review)?;
    let reviewer_name = Some(cx.actor().name.clone());
    let is = DraftRow { state: DraftState::Draft, note: Some(input.note), reviewer_name, ..was.clone() };
    keep(cx, &was, is).await
}

/// Publishes it: from the day on, new cases begin with it. Open ones stay with theirs until they are moved.
pub async fn publish(cx: &mut Context, input: PublishDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, input.id).await?;
    rules::stands(&was, DraftState::Review)?;
    rules::is_reviewer(&was, cx.actor().id)?;
    let def = Arc::new(fit(cx, &was)?);
    let now = cx.now();
    let effective_at = input.effective_on.map_or(now, |day| day.start(cx.zone()).max(now));
    runtime::release(cx, def.clone(), effective_at).await?;
    let is = DraftRow {
        state: DraftState::Published,
        reviewer_name: Some(cx.actor().name.clone()),
        reviewed_at: Some(now),
        effective_at: Some(effective_at),
        hash: Some(def.hash().to_owned()),
        ..was.clone()
    };
    keep(cx, &was, is).await
}

/// The definition of a draft that is fit to run and is still of its own process.
fn fit(cx: &Context, draft: &DraftRow) -> Result<Definition> {
    let refused = |words: String| Error::Broken(Message::of("desk-draft-unfit").with("words", words));
    let def = prove(cx, &draft.body).map_err(|problems| refused(problems.join("\n")))?;
    if def.key == draft.process { Ok(def) } else { Err(refused(format!("key = {:?}", def.key))) }
}

async fn keep(cx: &mut Context, was: &DraftRow, is: DraftRow) -> Result<DraftDone> {
    let is = DraftRow { version: was.version + 1, changed_at: cx.now(), ..is };
    store::update(cx, &is).await?;
    let told = |d: &DraftRow| json!({ "state": d.state, "note": d.note, "effective_at": d.effective_at, "hash": d.hash, "length": d.body.len() });
    cx.record(Change::to(COMPANY, is.id).before(&told(was)).after(&told(&is)));
    cx.touch(format!("draft:{}", is.id));
    Ok(DraftDone { id: is.id, state: is.state })
}

/// Moves the open cases of a process to the version in force, in the background; what cannot be moved stays where it is.
pub async fn move_cases(cx: &mut Context, input: MoveCases) -> Result<Moving> {
    cx.within(COMPANY)?;
    let def = engine(cx)?.current(&input.process)?;
    let stages = rules::stage_map(input.stages.as_deref().unwrap_or_default())?;
    if let Some(unknown) = stages.values().find(|to| def.stage(to).is_none()) {
        return Err(Error::field("stages", Message::of("desk-stages-unknown").with("stage", unknown)));
    }
    let (now, id) = (cx.now(), cx.new_uuid());
    let payload = serde_json::to_value(&input)?;
    cx.later(COMPANY, MOVE, payload, now, Some(format!("{MOVE}/{id}"))).await?;
    cx.record(Change::to(COMPANY, COMPANY).after(&input));
    Ok(Moving { process: input.process })
}
