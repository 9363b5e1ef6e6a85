//! Asking what would have been different, and stopping the search for it.

use std::sync::Arc;

use kernel::{COMPANY, Error, Message, Result};
use module::{Change, Context};
use process::{Definition, runtime::Engine};
use serde_json::json;

use super::{
    jobs,
    model::{AskWhatIf, NewWhatIf, WhatIfDone, WhatIfState, WhichWhatIf},
    rules, store,
};

/// Asks; the cases are gone through in the background.
pub async fn ask(cx: &mut Context, input: AskWhatIf) -> Result<WhatIfDone> {
    cx.within(COMPANY)?;
    let def = version(cx, &input).await?;
    let now = cx.now();
    let by = (cx.actor().id, cx.actor().name.clone());
    let new = NewWhatIf { id: cx.new_id(), draft_id: input.draft_id, since: rules::since(now, input.months), now, by };
    store::insert(cx, &new, &def).await?;
    cx.later(COMPANY, jobs::BEGIN, json!({ "id": new.id }), now, None).await?;
    cx.record(
        Change::to(COMPANY, new.id).after(&json!({ "process": def.key, "hash": def.hash(), "since": new.since })),
    );
    cx.touch("what_ifs");
    Ok(WhatIfDone { id: new.id })
}

/// The version asked about: that of a draft that is fit to run, or a published one.
async fn version(cx: &mut Context, input: &AskWhatIf) -> Result<Arc<Definition>> {
    match (input.draft_id, input.hash.as_deref().map(str::trim).filter(|h| !h.is_empty())) {
        (Some(draft), _) => {
            let draft = desk::draft(cx, draft).await?;
            let unfit = |words: String| Error::Broken(Message::of("catalogue-what-if-unfit").with("words", words));
            let engine = engine(cx)?;
            let def = engine.read(&draft.body).map_err(|e| unfit(e.to_string()))?;
            let problems: Vec<String> = engine.opens_fit(&def).iter().map(ToString::to_string).collect();
            match (problems.is_empty(), def.key == draft.process) {
                (true, true) => Ok(Arc::new(def)),
                (false, _) => Err(unfit(problems.join("\n"))),
                (true, false) => Err(unfit(format!("key = {:?}", def.key))),
            }
        }
        (None, Some(hash)) => engine(cx)?.pinned(hash).await.map_err(|_| Error::NotFound),
        (None, None) => Err(Error::field("draft_id", Message::of("invalid-required"))),
    }
}

/// Stops it between two slices of cases.
pub async fn cancel(cx: &mut Context, which: WhichWhatIf) -> Result<WhatIfDone> {
    cx.within(COMPANY)?;
    let row = store::to_change(cx, which.id).await?;
    rules::may_stop(row.state)?;
    store::stop(cx, row.id).await?;
    cx.record(Change::to(COMPANY, row.id).before(&row.state).after(&WhatIfState::Stopped));
    cx.touch(format!("what_if:{}", row.id.uuid().simple()));
    Ok(WhatIfDone { id: row.id })
}

pub(crate) fn engine(cx: &Context) -> Result<Arc<Engine>> {
    cx.platform().service::<Engine>().ok_or_else(|| Error::Internal("the case engine was not started".into()))
}
