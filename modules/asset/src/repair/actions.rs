//! Saying what an hour of labour is reckoned at.

use kernel::{Error, Message, Result};
use module::{Change, Context};

use super::{
    model::{EditLabourRate, LabourRateDone, LabourRateRow},
    store,
};

/// Sets what an hour is reckoned at from a day on.
pub async fn edit(cx: &mut Context, input: EditLabourRate) -> Result<LabourRateDone> {
    let org_id = cx.community(input.org_id)?;
    if input.labour_rate.0 <= 0 {
        return Err(Error::field("labour_rate", Message::of("asset-labour-rate-positive")));
    }
    let from_on = input.from_on.unwrap_or_else(|| cx.now().date(cx.zone()));
    let was = store::from_day(cx, org_id, from_on).await?;
    let is = LabourRateRow {
        org_id,
        id: was.as_ref().map_or_else(|| cx.new_id(), |was| was.id),
        from_on,
        hour_fen: input.labour_rate,
        made_name: cx.actor().name.clone(),
        made_at: cx.now(),
    };
    store::put(cx, &is).await?;
    let change = Change::to(org_id, is.id).after(&is);
    cx.record(match &was {
        Some(was) => change.before(was),
        None => change,
    });
    Ok(LabourRateDone { id: is.id })
}
