//! Rules changed in the text of a draft; a rule that is said for the first time is written behind the others.

use desk::{DraftDone, DraftId};
use kernel::Result;
use module::Context;
use process::drafting::{Part, Script};

use super::{
    model::{FollowUpRule, JoinPart, PauseRule, SampleRule},
    rules,
};
use crate::part::{
    actions::{put, refused, write},
    rules::{Values, in_order},
};

async fn once(
    cx: &mut Context,
    id: DraftId,
    version: Option<i64>,
    name: &'static str,
    values: Values,
) -> Result<DraftDone> {
    let change = move |script: &mut Script| {
        let values = in_order(values, &script.said_in(name));
        script.set_in(name, &values).map_err(|e| refused(&e))
    };
    write(cx, id, version, name.to_owned(), change).await
}

/// Changes how long a case may wait.
pub async fn edit_pause(cx: &mut Context, said: PauseRule) -> Result<DraftDone> {
    let values = rules::pause(&said)?;
    once(cx, said.id, said.version, "pause", values).await
}

/// Changes the call after the work.
pub async fn edit_follow_up(cx: &mut Context, said: FollowUpRule) -> Result<DraftDone> {
    let values = rules::follow_up(&said)?;
    once(cx, said.id, said.version, "follow_up", values).await
}

/// Changes the second look.
pub async fn edit_sample(cx: &mut Context, said: SampleRule) -> Result<DraftDone> {
    let values = rules::sample(&said)?;
    once(cx, said.id, said.version, "sample", values).await
}

/// Adds cases that are waited for.
pub async fn add_join(cx: &mut Context, said: JoinPart) -> Result<DraftDone> {
    join(cx, said, true).await
}

/// Changes what is waited for.
pub async fn edit_join(cx: &mut Context, said: JoinPart) -> Result<DraftDone> {
    join(cx, said, false).await
}

async fn join(cx: &mut Context, said: JoinPart, is_new: bool) -> Result<DraftDone> {
    let values = rules::join(&said)?;
    let what = format!("join {}", said.link);
    let (id, version) = (said.id, said.version);
    let change = move |script: &mut Script| {
        // A link is what the effects of the process say: a join that speaks of another leaves them as they are.
        if !is_new && said.join.as_deref() != Some(said.link.as_str()) {
            let was = said.join.as_deref().unwrap_or_default();
            script.add(Part::Join, &said.link, &values, Some(was)).map_err(|e| refused(&e))?;
            return script.remove(Part::Join, was).map_err(|e| refused(&e));
        }
        put(script, Part::Join, said.join.as_deref(), is_new, &said.link, values)
    };
    write(cx, id, version, what, change).await
}
