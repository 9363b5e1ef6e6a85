//! Saying why a limit was missed.

use ::store::args;
use kernel::{ActorKind, Error, Id, Message, Result};
use module::{Change, Context};
use process::runtime::CaseId;
use serde_json::json;

use super::{
    jobs::key,
    model::{Explain, Explained, Reminder},
    rules::may_explain,
    store,
};
use crate::{case::queries::load, deputy, notification};

/// Whoever answers for a missed limit, whoever stands in for him, or who leads there says why.
pub async fn explain(cx: &mut Context, input: Explain) -> Result<Explained> {
    let (case, clock, activation) = named(&input.id).ok_or(Error::NotFound)?;
    load(cx, case).await?;
    let missed = store::missed(cx, case, &clock, activation).await?;
    let own = deputy::queries::own(cx).await?;
    let leads = cx.actor().kind == ActorKind::Staff && cx.actor().may_in(crate::BOARD, missed.org_id);
    may_explain(missed.person_id, &own, leads)?;
    if input.cause == super::model::Cause::Other && input.words.as_deref().is_none_or(|w| w.trim().is_empty()) {
        return Err(Error::field("words", Message::of("invalid-required")));
    }
    let name = deputy::queries::answering(cx, missed.person_id, crate::BOARD, missed.org_id).await?;
    let (now, by) = (cx.now(), cx.actor().id);
    let words = input.words.as_deref().map(str::trim).filter(|w| !w.is_empty());
    let row = args![missed.org_id, case, &clock, activation, input.cause.word(), words, by, &name, now];
    store::explain(cx, row).await?;
    let said = json!({ "limit": clock, "cause": input.cause, "words": words });
    cx.record(Change::to(missed.org_id, case).after(&said));
    // Nobody needs to hear of it any more.
    let keys = [Reminder::Answer, Reminder::Overdue].map(|step| key(step, case, &clock, activation));
    for person in notification::store::settle(cx, missed.org_id, &keys, now).await? {
        cx.touch(format!("notifications:{person}"));
    }
    cx.touch(format!("limits:{}", missed.org_id));
    cx.touch(format!("case:{case}"));
    Ok(Explained { id: input.id, case_id: case })
}

/// The case and the run of its clock that a line of the list names.
fn named(id: &str) -> Option<(CaseId, String, i64)> {
    let mut parts = id.split('/');
    let case: Id<process::runtime::Case> = parts.next()?.parse().ok()?;
    let clock = parts.next()?.to_owned();
    let activation = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some((case, clock, activation))
}
