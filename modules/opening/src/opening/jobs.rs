//! The work of an opening in parts: each is a transaction that leaves which rows are done, so a house that was killed goes on from there.

use kernel::Result;
use module::{Change, Context};

use super::{
    actions::{go_on, touched},
    model::{GoOn, OpeningRow, OpeningState},
    store,
};
use crate::line::{
    self,
    model::{LineRow, LineState},
};

/// The kind of job.
pub(crate) const GO_ON: &str = "opening.opening.go_on";
/// Rows posted or taken back in one transaction.
const AT_ONCE: i64 = 60;

/// Does the next part of the work.
pub(crate) async fn step(cx: &mut Context, GoOn { id }: GoOn) -> Result<()> {
    let opening = store::to_change(cx, id).await?;
    match opening.state {
        OpeningState::Approved => post(cx, opening).await,
        OpeningState::Voiding => take_back(cx, opening).await,
        OpeningState::Draft | OpeningState::Posted | OpeningState::Voided | OpeningState::Cancelled => Ok(()),
    }
}

async fn post(cx: &mut Context, opening: OpeningRow) -> Result<()> {
    let rows = line::store::of_opening(cx, &opening, LineState::Waiting, None, AT_ONCE).await?;
    if rows.is_empty() {
        return ended(cx, opening, OpeningState::Posted).await;
    }
    line::actions::post(cx, &opening.opened(), &rows).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    line::store::set_state(cx, opening.org_id, &ids, LineState::Posted).await?;
    go_on(cx, &opening).await
}

/// Takes rows back; those on which something has moved since it was voided stay.
async fn take_back(cx: &mut Context, opening: OpeningRow) -> Result<()> {
    let rows = line::store::of_opening(cx, &opening, LineState::Posted, None, AT_ONCE).await?;
    if rows.is_empty() {
        return ended(cx, opening, OpeningState::Voided).await;
    }
    let (opened, reason) = (opening.opened(), opening.void_reason.clone().unwrap_or_default());
    let moved = line::actions::moved(cx, &opened, &rows).await?;
    let (stay, go): (Vec<&LineRow>, Vec<&LineRow>) = rows.iter().partition(|row| moved.contains(&row.id));
    line::actions::undo(cx, &opened, &go, &reason).await?;
    let ids = |rows: &[&LineRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    line::store::set_state(cx, opening.org_id, &ids(&go), LineState::Voided).await?;
    line::store::set_state(cx, opening.org_id, &ids(&stay), LineState::Kept).await?;
    go_on(cx, &opening).await
}

async fn ended(cx: &mut Context, was: OpeningRow, state: OpeningState) -> Result<()> {
    let is = OpeningRow { state, done_at: Some(cx.now()), version: was.version + 1, ..was.clone() };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &is);
    Ok(())
}
