//! Tying cases and untying them: always at both ends.

use kernel::{ActorKind, Error, Message, Result};
use module::Context;
use process::{
    Command,
    runtime::{self, CaseId, Done, Standing},
};

use super::model::{Tie, TieCases};
use crate::case::queries::load;

/// Ties two cases.
pub async fn link(cx: &mut Context, input: TieCases) -> Result<Done> {
    staff_only(cx)?;
    if input.id == input.other_id {
        return Err(Error::field("other_id", Message::of("desk-tie-itself")));
    }
    let (case, other) = (load(cx, input.id).await?, load(cx, input.other_id).await?);
    if case.state.links.iter().any(|(how, id)| how == input.tie.word() && *id == other.id.uuid()) {
        return Err(Error::field("other_id", Message::of("desk-tie-already")));
    }
    tie(cx, input.id, input.tie, input.other_id).await
}

/// The same for what is known to be there.
pub(crate) async fn tie(cx: &mut Context, case: CaseId, how: Tie, other: CaseId) -> Result<Done> {
    let command = |tie: Tie, to: CaseId| Command::Link { link: tie.word().to_owned(), case: to.uuid(), child: false };
    runtime::apply(cx, other, &command(how.inverse(), case), Standing::Himself).await?;
    runtime::apply(cx, case, &command(how, other), Standing::Himself).await
}

/// Ends a tie that somebody made.
pub async fn unlink(cx: &mut Context, input: TieCases) -> Result<Done> {
    staff_only(cx)?;
    load(cx, input.id).await?;
    load(cx, input.other_id).await?;
    let command = |tie: Tie, to: CaseId| Command::Unlink { link: tie.word().to_owned(), case: to.uuid() };
    // What the engine tied is refused at the end that waits for the other.
    runtime::apply(cx, input.other_id, &command(input.tie.inverse(), input.id), Standing::Himself).await?;
    runtime::apply(cx, input.id, &command(input.tie, input.other_id), Standing::Himself).await
}

/// How cases hang together is the house's own business.
fn staff_only(cx: &Context) -> Result<()> {
    if cx.actor().kind == ActorKind::Resident { Err(Error::NotFound) } else { Ok(()) }
}
