//! What is done with a draft: written, sent for review, sent back, published; and open cases moved to the version in force.

use std::sync::Arc;

use kernel::{COMPANY, Error, Message, Result};
use module::{Change, Context};
use process::{Definition, runtime};
use serde_json::json;
use uuid::Uuid;

use super::{
    jobs::MOVE,
    model::{
        BeginDraft, DraftDone, DraftId, DraftRow, DraftState, EditDraft, MoveCases, Moving, PublishDraft, ReturnDraft,
        WhichDraft,
    },
    queries::{prove, text_in_force, vacancies},
    rules, store,
};
use crate::{case::queries::engine, deputy};

/// Begins a draft with the text in force, or with that of an earlier one.
pub async fn begin(cx: &mut Context, input: BeginDraft) -> Result<DraftDone> {
    cx.within(COMPANY)?;
    let body = match input.from {
        Some(id) => store::one(cx, id).await?.body,
        None => text_in_force(cx, &input.process).await?,
    };
    let draft = DraftRow {
        id: cx.new_id(),
        process: input.process,
        body,
        note: None,
        state: DraftState::Draft,
        author_id: cx.actor().id,
        author_name: cx.actor().name.clone(),
        editors: "[]".to_owned(),
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

/// Changes the text of a draft as part of another action; `what` says for the audit which part. What would not work is kept too.
///
/// # Errors
/// [`Error::Conflict`] when the draft has moved on from the version it was changed at; what `change` refuses.
pub async fn rewrite<F>(cx: &mut Context, id: DraftId, version: Option<i64>, what: &str, change: F) -> Result<DraftDone>
where
    F: FnOnce(&DraftRow) -> Result<String> + Send,
{
    let was = store::to_change(cx, id).await?;
    rules::stands(&was, DraftState::Draft)?;
    if version.is_some_and(|version| version != was.version) {
        return Err(Error::Conflict);
    }
    let is = DraftRow { body: rules::fits(change(&was)?)?, ..was.clone() };
    keep_saying(cx, &was, is, Some(what)).await
}

/// Takes back the last change of the text.
pub async fn undo(cx: &mut Context, which: WhichDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, which.id).await?;
    rules::stands(&was, DraftState::Draft)?;
    let Some((version, body)) = store::last_text(cx, which.id, false).await? else {
        return cx.refuse(Message::of("desk-draft-nothing-to-undo"));
    };
    store::drop_text(cx, which.id, version).await?;
    store::keep_undone(cx, &was).await?;
    let is = DraftRow { body, version: was.version + 1, changed_at: cx.now(), ..was.clone() };
    told(cx, &was, is, Some("undo")).await
}

/// Makes the change again that was taken back last.
pub async fn redo(cx: &mut Context, which: WhichDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, which.id).await?;
    rules::stands(&was, DraftState::Draft)?;
    let Some((version, body)) = store::last_text(cx, which.id, true).await? else {
        return cx.refuse(Message::of("desk-draft-nothing-to-redo"));
    };
    store::drop_text(cx, which.id, version).await?;
    store::keep_text(cx, &was).await?;
    let is = DraftRow { body, version: was.version + 1, changed_at: cx.now(), ..was.clone() };
    told(cx, &was, is, Some("redo")).await
}

/// Sends it to somebody else's eyes, once the proof finds nothing.
pub async fn submit(cx: &mut Context, which: WhichDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, which.id).await?;
    rules::stands(&was, DraftState::Draft)?;
    fit(cx, &was).await?;
    let is = DraftRow { state: DraftState::Review, ..was.clone() };
    keep(cx, &was, is).await
}

/// Sends it back to whoever wrote it.
pub async fn send_back(cx: &mut Context, input: ReturnDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, input.id).await?;
    rules::stands(&was, DraftState::Review)?;
    let reviewer_name = Some(deputy::queries::signing(cx, crate::PUBLISH, COMPANY).await?);
    let is = DraftRow { state: DraftState::Draft, note: Some(input.note), reviewer_name, ..was.clone() };
    keep(cx, &was, is).await
}

/// Publishes it: from the day on, new cases begin with it. Open ones stay with theirs until they are moved.
pub async fn publish(cx: &mut Context, input: PublishDraft) -> Result<DraftDone> {
    let was = store::to_change(cx, input.id).await?;
    rules::stands(&was, DraftState::Review)?;
    let in_place_of = deputy::queries::principals(cx, crate::PUBLISH, COMPANY).await?;
    let names: Vec<Uuid> =
        std::iter::once(cx.actor().id).chain(in_place_of.into_iter().map(|(person, _)| person.id)).collect();
    rules::is_reviewer(&was, &names)?;
    let def = Arc::new(fit(cx, &was).await?);
    let now = cx.now();
    let effective_at = input.effective_on.map_or(now, |day| day.start(cx.zone()).max(now));
    runtime::release(cx, def.clone(), effective_at).await?;
    let reviewer_name = Some(deputy::queries::signing(cx, crate::PUBLISH, COMPANY).await?);
    let is = DraftRow {
        state: DraftState::Published,
        reviewer_name,
        reviewed_at: Some(now),
        effective_at: Some(effective_at),
        hash: Some(def.hash().to_owned()),
        ..was.clone()
    };
    keep(cx, &was, is).await
}

/// The definition of a draft that is fit to run by the people there are, and is still of its own process.
async fn fit(cx: &mut Context, draft: &DraftRow) -> Result<Definition> {
    let refused = |words: String| Error::Broken(Message::of("desk-draft-unfit").with("words", words));
    let def = prove(cx, &draft.body).map_err(|problems| refused(problems.join("\n")))?;
    if def.key != draft.process {
        return Err(refused(format!("key = {:?}", def.key)));
    }
    match vacancies(cx, &def).await? {
        Some(words) => Err(refused(words)),
        None => Ok(def),
    }
}

async fn keep(cx: &mut Context, was: &DraftRow, is: DraftRow) -> Result<DraftDone> {
    keep_saying(cx, was, is, None).await
}

async fn keep_saying(cx: &mut Context, was: &DraftRow, is: DraftRow, what: Option<&str>) -> Result<DraftDone> {
    if is.body != was.body {
        store::drop_undone(cx, was.id).await?;
        store::keep_text(cx, was).await?;
    }
    let is = DraftRow { version: was.version + 1, changed_at: cx.now(), ..is };
    if is.state == DraftState::Published {
        store::drop_texts(cx, is.id, is.version).await?;
    }
    told(cx, was, is, what).await
}

/// Writes the row with whose hand changed its text, and says so.
async fn told(cx: &mut Context, was: &DraftRow, is: DraftRow, what: Option<&str>) -> Result<DraftDone> {
    let is = if is.body == was.body { is } else { rules::by_hand_of(is, cx.actor().id) };
    store::update(cx, &is).await?;
    let told = |d: &DraftRow, part: Option<&str>| json!({ "state": d.state, "note": d.note, "effective_at": d.effective_at, "hash": d.hash, "length": d.body.len(), "part": part });
    cx.record(Change::to(COMPANY, is.id).before(&told(was, None)).after(&told(&is, what)));
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
