//! The second look at a drawn case.

use kernel::{Error, Message, Result};
use module::Context;
use process::Command;

use super::{
    model::{CheckSample, Checked},
    store,
};
use crate::{
    case::{actions::command_as, queries::take},
    deputy,
};

/// Says whether a drawn case passes; what does not pass goes back to work, and all of it stands in the case's history.
pub async fn check(cx: &mut Context, input: CheckSample) -> Result<Checked> {
    let sample = store::to_check(cx, input.id).await?;
    if sample.checked_at.is_some() {
        return cx.refuse(Message::of("desk-sample-checked-already"));
    }
    let reason = input.reason.as_deref().map(str::trim).filter(|r| !r.is_empty()).map(str::to_owned);
    if !input.passed && reason.is_none() {
        return Err(Error::field("reason", Message::of("invalid-required")));
    }
    let name = deputy::queries::signing(cx, crate::SAMPLE, sample.org_id).await?;
    store::settle(cx, &sample, name, input.passed, reason.as_deref()).await?;
    let photos = input.photos.unwrap_or_default().into_iter().map(|p| p.0).collect();
    let command = Command::Check { passed: input.passed, reason, photos };
    let case = take(cx, sample.case_id).await?;
    let done = command_as(cx, &case, &command).await?;
    cx.touch(format!("samples:{}", sample.org_id));
    Ok(Checked { id: sample.id, case_id: sample.case_id, stage: done.stage })
}
