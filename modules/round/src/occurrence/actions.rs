//! What a supervisor does to an occurrence: gives it to somebody, or says why it is left out.

use kernel::{Date, Error, Message, Result};
use module::{Change, Context};
use org::StaffId;
use round::plan::{Act, Occurrence};

use super::{
    model::{GiveOccurrence, OccurrenceDone, OccurrenceRow, RescheduleOccurrence, SkipOccurrence, Standing},
    queries::refused,
    rules::{self, Kept, engine_row, read},
    store,
};
use crate::plan;

/// Takes an act, and keeps the row with what else has changed of it.
pub(crate) async fn take(
    cx: &mut Context,
    was: &OccurrenceRow,
    is: OccurrenceRow,
    act: Option<Act>,
) -> Result<OccurrenceDone> {
    let before: Occurrence = read(&engine_row(was))?;
    let after = match act {
        Some(act) => before.after(act).map_err(refused)?,
        None => before,
    };
    let kept = Kept::of(&after.state);
    let is = OccurrenceRow {
        state: kept.state,
        ended_at: kept.ended_at,
        reason: kept.reason,
        by_name: kept.by_name.or(is.by_name),
        touched: true,
        version: was.version + 1,
        ..is
    };
    store::update(cx, &is).await?;
    // An end is what the next one of a plan counted from completion waits for.
    let now = cx.now();
    plan::store::wake_thing(cx, is.org_id, is.plan_id, is.thing_id, now).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    cx.touch(format!("occurrence:{}", is.id));
    cx.touch(format!("occurrences:{}", is.org_id));
    Ok(OccurrenceDone { id: is.id, state: is.state })
}

/// Leaves it out, with the reason.
pub async fn skip(cx: &mut Context, input: SkipOccurrence) -> Result<OccurrenceDone> {
    let was = store::to_change(cx, input.id).await?;
    let act = Act::Skip { reason: input.reason.trim().to_owned(), by: cx.actor().name.clone(), at: cx.now() };
    take(cx, &was, was.clone(), Some(act)).await
}

/// Puts it on another day, at the same times of that day, where its plan allows that.
pub async fn reschedule(cx: &mut Context, input: RescheduleOccurrence) -> Result<OccurrenceDone> {
    let was = store::to_change(cx, input.id).await?;
    if was.checks_id.is_some() {
        return cx.refuse(Message::of("round-reschedule-spot-check"));
    }
    let (plan, thing) = (plan::store::one(cx, was.plan_id).await?, plan::store::thing_of(cx, &was).await?);
    let before = read(&engine_row(&was))?;
    let after = plan::jobs::postponed(cx, (&plan, &thing), &before, input.day).await?;
    store::put(cx, was.org_id, was.id, &after).await?;
    let now = cx.now();
    plan::store::wake_thing(cx, was.org_id, was.plan_id, was.thing_id, now).await?;
    let is = store::one(cx, was.id).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("occurrence:{}", is.id));
    cx.touch(format!("occurrences:{}", is.org_id));
    Ok(OccurrenceDone { id: is.id, state: is.state })
}

/// Gives it to somebody.
pub async fn give(cx: &mut Context, input: GiveOccurrence) -> Result<OccurrenceDone> {
    let was = store::to_change(cx, input.id).await?;
    if !matches!(was.state, Standing::Planned | Standing::Released | Standing::InProgress) {
        return cx.refuse(Message::of("occurrence-over"));
    }
    let name = org::staff_names(cx, &[input.staff_id]).await?.remove(&input.staff_id);
    let name = name.ok_or_else(|| Error::field("staff_id", Message::of("invalid-ref")))?.name;
    refuse_lapsed(cx, &was, (input.staff_id, &name)).await?;
    let is = OccurrenceRow { staff_id: Some(input.staff_id), staff_name: Some(name), ..was.clone() };
    take(cx, &was, is, None).await
}

/// Refuses to give a task to somebody whose paper for it has lapsed by the day it is done.
pub(crate) async fn refuse_lapsed(cx: &mut Context, row: &OccurrenceRow, person: (StaffId, &str)) -> Result<()> {
    let procedure = crate::procedure::queries::procedure(cx, row.procedure_id).await?;
    let on = row.day.max(cx.now().date(cx.zone()));
    refuse_without_paper(cx, &rules::works(&procedure), person, on).await
}

/// Refuses to give work to somebody whose paper for it has lapsed by a day.
pub(crate) async fn refuse_without_paper(
    cx: &mut Context,
    works: &[&str],
    (id, name): (StaffId, &str),
    on: Date,
) -> Result<()> {
    match asset::lapsed_papers(cx, &[id], works, on).await?.remove(&id) {
        Some(paper) => cx.refuse(paper.refusal(name)),
        None => Ok(()),
    }
}
