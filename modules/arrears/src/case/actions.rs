//! Leaving a household alone, and going after its arrears again.

use kernel::{Error, Result};
use module::{Change, Context};

use super::{
    model::{CaseRow, HoldCase, WhichCase},
    rules, store,
};

/// Leaves a household alone: nobody rings, nothing climbs.
pub async fn hold(cx: &mut Context, input: HoldCase) -> Result<WhichCase> {
    let was = store::to_change(cx, input.id).await?;
    rules::hold(&was, input.held_until_on, cx.now().date(cx.zone()))?;
    let is = CaseRow {
        held: Some(input.held_because),
        held_until_on: input.held_until_on,
        held_note: Some(input.note),
        ..was.clone()
    };
    changed(cx, &was, is).await
}

/// Goes after the arrears again, from today on and from the rung where it stood.
pub async fn release(cx: &mut Context, which: WhichCase) -> Result<WhichCase> {
    let was = store::to_change(cx, which.id).await?;
    rules::open(&was)?;
    if was.held.is_none() {
        return Err(Error::broken("arrears-not-held"));
    }
    let today = cx.now().date(cx.zone());
    let is =
        CaseRow { held: None, held_until_on: None, held_note: None, stage_on: today, next_on: today, ..was.clone() };
    changed(cx, &was, is).await
}

/// Keeps how a case stands now.
pub(crate) async fn changed(cx: &mut Context, was: &CaseRow, is: CaseRow) -> Result<WhichCase> {
    let is = CaseRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    cx.touch(format!("collection_case:{}", is.id));
    cx.touch(format!("collection_cases:{}", is.org_id));
    Ok(WhichCase { id: is.id })
}
