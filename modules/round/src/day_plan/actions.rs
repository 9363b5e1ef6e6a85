//! Saying which days a post follows, and that one has read the day of one's post.

use kernel::{Error, Message, Result};
use module::{Change, Context};
use org::StaffId;

use super::{
    model::{EditPostDays, PostDaysDone, PostDaysRow, ReadingRow},
    queries, store,
};
use crate::procedure::model::{ProcedureDone, WhichProcedure};

/// Says that one has read the day of one's post, this edition of it; once.
pub async fn read(cx: &mut Context, input: WhichProcedure) -> Result<ProcedureDone> {
    let own = queries::own(cx).await?.into_iter().find(|day| day.row.id == input.id && !day.orgs.is_empty());
    let Some(day) = own else { return cx.refuse(Message::of("round-day-not-yours")) };
    for org_id in day.orgs {
        let row = ReadingRow {
            org_id,
            procedure_id: input.id,
            staff_id: StaffId::from_uuid(cx.actor().id),
            staff_name: cx.actor().name.clone(),
            read_at: cx.now(),
        };
        if store::put(cx, &row).await? {
            cx.record(Change::to(org_id, input.id).after(&row));
        }
    }
    cx.touch("procedures");
    Ok(ProcedureDone { id: input.id })
}

/// Says which days a post follows; without any it follows its role again.
pub async fn edit(cx: &mut Context, input: EditPostDays) -> Result<PostDaysDone> {
    let post = org::post_people(cx, input.post_id).await?;
    cx.within(post.org_id)?;
    let days = input.days.unwrap_or_default();
    let offered = queries::offered(cx, &post.role).await?;
    if days.iter().any(|key| offered.iter().all(|(known, _)| known != key)) {
        return Err(Error::field("days", Message::of("round-day-other-role")));
    }
    let was = store::chosen(cx, &[post.id]).await?.pop();
    let is = PostDaysRow {
        org_id: post.org_id,
        post_id: post.id,
        keys: serde_json::to_string(&days)?,
        set_name: cx.actor().name.clone(),
        set_at: cx.now(),
    };
    store::choose(cx, &is).await?;
    let change = Change::to(is.org_id, is.post_id).after(&is);
    cx.record(match &was {
        Some(was) => change.before(was),
        None => change,
    });
    cx.touch("procedures");
    Ok(PostDaysDone { post_id: post.id })
}
