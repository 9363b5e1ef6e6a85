//! Giving an unfinished task on, and taking it.

use kernel::{Error, Message, Result};
use module::{Change, Context};
use org::StaffId;

use super::{
    model::{HandOn, HandoffRow},
    queries, rules, store,
};
use crate::{
    occurrence::{
        actions::{refuse_lapsed, take},
        model::{OccurrenceDone, OccurrenceRow, WhichOccurrence},
        store as tasks,
    },
    work,
};

/// Gives an unfinished task on to a colleague of the post, or to whoever of it comes next; what was recorded stays.
pub async fn hand_on(cx: &mut Context, input: HandOn) -> Result<OccurrenceDone> {
    let was = task(cx, input.id).await?;
    if !work::queries::is_open(&was) {
        return cx.refuse(Message::of("occurrence-over"));
    }
    let (actor, me) = (cx.actor(), StaffId::from_uuid(cx.actor().id));
    let of_post = was.role.is_some_and(|role| actor.holds(role.word(), was.org_id));
    if let Err(why) = rules::has(&was, me, of_post) {
        return cx.refuse(why);
    }
    let to = match input.staff_id {
        Some(id) => {
            let known = queries::colleagues(cx, &was).await?.into_iter().find(|one| one.id == id);
            let known = known.ok_or_else(|| Error::field("staff_id", Message::of("invalid-ref")))?;
            refuse_lapsed(cx, &was, (id, &known.name)).await?;
            Some(known)
        }
        None => None,
    };
    let row = HandoffRow {
        org_id: was.org_id,
        id: cx.new_id(),
        occurrence_id: was.id,
        from_id: me,
        from_name: cx.actor().name.clone(),
        to_id: to.as_ref().map(|to| to.id),
        to_name: to.as_ref().map(|to| to.name.clone()),
        note: input.note.trim().to_owned(),
        given_at: cx.now(),
        taken_by_name: None,
        taken_at: None,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    let is = OccurrenceRow { staff_id: row.to_id, staff_name: row.to_name, ..was.clone() };
    take(cx, &was, is, None).await
}

/// Says that one has it and goes on.
pub async fn take_over(cx: &mut Context, input: WhichOccurrence) -> Result<OccurrenceDone> {
    let was = task(cx, input.id).await?;
    let me = StaffId::from_uuid(cx.actor().id);
    let open = queries::open(cx, &was).await?.filter(|open| rules::goes_on(open, me));
    let Some(open) = open else { return cx.refuse(Message::of("round-handoff-none")) };
    let name = cx.actor().name.clone();
    refuse_lapsed(cx, &was, (me, &name)).await?;
    let taken = HandoffRow { taken_by_name: Some(name.clone()), taken_at: Some(cx.now()), ..open.clone() };
    store::take(cx, &taken).await?;
    cx.record(Change::to(taken.org_id, taken.id).before(&open).after(&taken));
    let is = OccurrenceRow { staff_id: Some(me), staff_name: Some(name), ..was.clone() };
    take(cx, &was, is, None).await
}

/// The task, for whoever may do it.
async fn task(cx: &mut Context, id: crate::occurrence::model::OccurrenceId) -> Result<OccurrenceRow> {
    let row = tasks::to_change(cx, id).await?;
    if work::queries::is_for(cx, &row).await? { Ok(row) } else { Err(Error::NotFound) }
}
