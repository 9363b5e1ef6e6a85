//! Saying how many hours a post has.

use kernel::Result;
use module::{Change, Context};

use super::{
    model::{EditPostCapacity, PostCapacityDone, PostCapacityRow},
    store,
};

/// Sets the hours of a post through the week.
pub async fn edit(cx: &mut Context, input: EditPostCapacity) -> Result<PostCapacityDone> {
    let org_id = cx.community(input.org_id)?;
    let was = store::capacity(cx, org_id, input.role).await?;
    let is = PostCapacityRow {
        org_id,
        id: was.as_ref().map_or_else(|| cx.new_id(), |was| was.id),
        role: input.role,
        mo: input.hours_mo,
        tu: input.hours_tu,
        we: input.hours_we,
        th: input.hours_th,
        fr: input.hours_fr,
        sa: input.hours_sa,
        su: input.hours_su,
        made_name: cx.actor().name.clone(),
        made_at: cx.now(),
    };
    store::put(cx, &is).await?;
    let change = Change::to(org_id, is.id).after(&is);
    cx.record(match &was {
        Some(was) => change.before(was),
        None => change,
    });
    cx.touch(format!("occurrences:{org_id}"));
    Ok(PostCapacityDone { org_id })
}
