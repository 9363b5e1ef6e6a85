//! Putting people on call.

use kernel::{Error, Message, Result};
use module::{Change, Context};

use super::{
    model::{AddDuty, DutyDone, DutyRow, ThisDuty},
    store,
};
use crate::staff;

/// Puts somebody on call for a span of time.
pub async fn create(cx: &mut Context, input: AddDuty) -> Result<DutyDone> {
    cx.within(input.org_id)?;
    if input.to_at <= input.from_at {
        return Err(Error::field("to_at", Message::of("org-ends-before-it-begins")));
    }
    let Some(named) = staff::queries::staff_names(cx, &[input.staff_id]).await?.remove(&input.staff_id) else {
        return Err(Error::NotFound);
    };
    let row = DutyRow {
        id: cx.new_id(),
        org_id: input.org_id,
        staff_id: input.staff_id,
        staff: named.name,
        trade: input.trade.map(|t| t.word().to_owned()),
        from_at: input.from_at,
        to_at: input.to_at,
    };
    let meanwhile = store::of_staff(cx, row.staff_id, row.from_at, row.to_at).await?;
    if meanwhile.iter().any(|d| d.org_id == row.org_id && d.trade == row.trade) {
        return Err(Error::field("from_at", Message::of("org-duty-already").with("name", &row.staff)));
    }
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch("duties");
    Ok(DutyDone { id: row.id })
}

/// Ends a duty now; one that has not begun never takes place.
pub async fn end(cx: &mut Context, input: ThisDuty) -> Result<DutyDone> {
    let was = store::locked(cx, input.id).await?;
    let at = cx.now().max(was.from_at);
    if was.to_at <= at {
        return Err(Error::broken("org-duty-over"));
    }
    store::end(cx, was.org_id, was.id, at).await?;
    let is = DutyRow { to_at: at, ..was.clone() };
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch("duties");
    Ok(DutyDone { id: is.id })
}
