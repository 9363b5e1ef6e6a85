//! Saying in which order money pays bills.

use kernel::Result;
use module::{Change, Context};

use super::{
    model::{AllocationOrderRow, AllocationSpread, EditAllocationOrder, WhichAllocationOrder},
    store,
};

/// Says what holds for the payments of a community from now on.
pub async fn edit(cx: &mut Context, input: EditAllocationOrder) -> Result<WhichAllocationOrder> {
    let org_id = cx.community(input.org_id)?;
    let was = store::of_community(cx, org_id).await?;
    let is = AllocationOrderRow {
        org_id,
        id: was.as_ref().map_or_else(|| cx.new_id(), |was| was.id),
        rule: input.allocation_rule,
        spread: input.allocation_spread.unwrap_or(AllocationSpread::InOrder),
        whole_bills: input.whole_bills,
        changed_by: cx.actor().id,
        changed_name: cx.actor().name.clone(),
        changed_at: cx.now(),
        version: was.as_ref().map_or(1, |was| was.version + 1),
    };
    match &was {
        None => {
            store::insert(cx, &is).await?;
            cx.record(Change::to(org_id, is.id).after(&is));
        }
        Some(was) => {
            store::update(cx, &is).await?;
            cx.record(Change::to(org_id, is.id).before(was).after(&is));
        }
    }
    cx.touch(format!("allocation_orders:{org_id}"));
    Ok(WhichAllocationOrder { id: is.id })
}
